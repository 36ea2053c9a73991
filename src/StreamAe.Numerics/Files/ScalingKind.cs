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

    /// <summary>The same with one smallest and one largest value for all features: the pixels of images, whose dark corners must stay dark.</summary>
    SharedMinMax,
}
