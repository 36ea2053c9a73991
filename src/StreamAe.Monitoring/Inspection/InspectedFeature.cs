namespace StreamAe.Monitoring.Inspection;

/// <summary>One feature of an entity over its held rows, as the monitor lists it.</summary>
/// <param name="IsContext">The model is given it, and judges it not.</param>
/// <param name="Actual">[rows] in its own units; empty where it is no number.</param>
/// <param name="Expected">[rows] what the model makes of the row; empty where it is no number, or context.</param>
/// <param name="Spread">[rows] one standard deviation of what is usually left of it, in its own units above the expected value; empty as
/// <paramref name="Expected"/>, or where it is not known.</param>
/// <param name="Words">[rows] what it was, in words; empty where it is a number.</param>
/// <param name="ExpectedWords">[rows] what the model expected.</param>
/// <param name="Shares">[rows] of the row's error, 0 … 1.</param>
public sealed record InspectedFeature(
    string Name,
    bool IsContext,
    double[] Actual,
    double[] Expected,
    double[] Spread,
    string[] Words,
    string[] ExpectedWords,
    float[] Shares);
