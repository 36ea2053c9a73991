using StreamAe.Host.Api.Alerts;

namespace StreamAe.Host.Api.Entities;

/// <summary>The stored scores of an entity over time.</summary>
/// <param name="T">[points] milliseconds since 1970.</param>
/// <param name="Surprise">[points]</param>
/// <param name="Score">[points]</param>
/// <param name="Rows">Stored rows that the points stand for: where there are more of them, each bucket keeps its lowest and its highest row.</param>
/// <param name="Kept">Scores are stored at all.</param>
/// <param name="Threshold">In force now; null where there is none.</param>
/// <param name="Alerts">Of that time.</param>
/// <param name="Versions">From when which model version judged, as far as it is known.</param>
internal sealed record ScoresView(
    double[] T,
    float?[] Surprise,
    float?[] Score,
    long Rows,
    bool Kept,
    ThresholdInForceView? Threshold,
    IReadOnlyList<AlertView> Alerts,
    IReadOnlyList<VersionStart> Versions);
