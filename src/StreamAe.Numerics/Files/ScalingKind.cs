namespace StreamAe.Numerics.Files;

/// <summary>How raw values become a model's inputs.</summary>
public enum ScalingKind
{
    /// <summary>As they are.</summary>
    None,

    /// <summary>(x − mean) / standard deviation of the training rows.</summary>
    Standard,

    /// <summary>(x − min) / (max − min) of the training rows: to [0, 1], as binary cross-entropy needs.</summary>
    MinMax,
}
