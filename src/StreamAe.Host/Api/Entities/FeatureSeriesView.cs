using StreamAe.Monitoring.Inspection;

namespace StreamAe.Host.Api.Entities;

/// <summary>One feature of an entity over its newest rows.</summary>
/// <param name="Kind">number or word.</param>
/// <param name="Context">The model is given it, and judges it not.</param>
/// <param name="Actual">[rows]; empty for words.</param>
/// <param name="Expected">[rows]; empty for words and context, as the following.</param>
/// <param name="Low">[rows] three usual deviations below what is expected.</param>
/// <param name="High">[rows] three above.</param>
/// <param name="Words">[rows] what it was; empty for numbers.</param>
/// <param name="ExpectedWords">[rows]</param>
/// <param name="Contributions">[rows] of the row's error, 0 … 1.</param>
internal sealed record FeatureSeriesView(
    string Name,
    string Kind,
    bool Context,
    double?[] Actual,
    double?[] Expected,
    double?[] Low,
    double?[] High,
    string[] Words,
    string[] ExpectedWords,
    float[] Contributions)
{
    private const double Deviations = 3;

    public static FeatureSeriesView Of(InspectedFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return new FeatureSeriesView(
            feature.Name,
            feature.Actual.Length > 0 ? "number" : "word",
            feature.IsContext,
            Array.ConvertAll(feature.Actual, Figures.Finite),
            Array.ConvertAll(feature.Expected, Figures.Finite),
            Band(feature, -Deviations),
            Band(feature, Deviations),
            feature.Words,
            feature.ExpectedWords,
            feature.Shares);
    }

    private static double?[] Band(InspectedFeature feature, double deviations) =>
        [.. feature.Spread.Select((spread, row) => Figures.Finite(feature.Expected[row] + (deviations * spread)))];
}
