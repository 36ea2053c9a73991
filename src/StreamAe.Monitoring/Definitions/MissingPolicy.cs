namespace StreamAe.Monitoring.Definitions;

/// <summary>What stands for a missing value.</summary>
public enum MissingPolicy
{
    /// <summary>The entity's last value; it does not count in the score of the row that lacks it.</summary>
    Fill,

    /// <summary>Nothing: the model reads 0 there, and the place counts neither in the loss of training nor in any score.</summary>
    Mask,
}
