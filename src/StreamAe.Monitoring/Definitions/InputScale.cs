namespace StreamAe.Monitoring.Definitions;

/// <summary>How the values of the features are brought to one scale.</summary>
public enum InputScale
{
    /// <summary>Mean 0 and standard deviation 1 over the training rows.</summary>
    Standard,

    /// <summary>Median 0, and 1 a spread that outliers do not move: that of the middle half.</summary>
    Robust,

    /// <summary>From 0 at the smallest to 1 at the largest value of the training rows, broken readings left out.</summary>
    MinMax,

    /// <summary>asinh((x − median)/s), s a spread that outliers do not move: nearly straight within it, logarithmic far out.</summary>
    Asinh,
}
