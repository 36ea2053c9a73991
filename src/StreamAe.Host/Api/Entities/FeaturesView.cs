namespace StreamAe.Host.Api.Entities;

/// <summary>The newest held rows of an entity as its present model sees them.</summary>
/// <param name="T">[rows] milliseconds since 1970.</param>
/// <param name="ExactTimes">Every time is the row's own; else only one in eight is, and the others lie evenly between.</param>
/// <param name="Surprise">[rows] as it was judged when it came; null where that was not stored.</param>
/// <param name="Excluded">[rows] kept out of training.</param>
/// <param name="Season">Values are without what is usual for the time of day.</param>
internal sealed record FeaturesView(
    IReadOnlyList<FeatureSeriesView> Features, double[] T, bool ExactTimes, float?[] Surprise, bool[] Excluded, bool Season, int ModelVersion);
