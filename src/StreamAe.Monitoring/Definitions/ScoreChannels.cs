namespace StreamAe.Monitoring.Definitions;

/// <summary>What of a row is measured against the entity's own past; a score is the mean of their surprises.</summary>
[Flags]
public enum ScoreChannels
{
    /// <summary>Nothing: a row is scored by its model alone.</summary>
    None = 0,

    /// <summary>The size of the value itself, what is seasonal taken away.</summary>
    Residual = 1,

    /// <summary>The size of its running mean, signs kept: what is weak and lasts.</summary>
    SmoothedResidual = 2,

    /// <summary>The size of what the model did not expect, in the units of the value.</summary>
    Model = 4,
}
