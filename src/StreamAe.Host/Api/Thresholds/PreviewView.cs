using StreamAe.Monitoring.Thresholds.Previews;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>What a change of a threshold would have done.</summary>
/// <param name="From">Of the stored scores; null where there is none, as <paramref name="To"/>.</param>
/// <param name="MissedTrue">Alerts that operators called trouble, and that would be gone.</param>
/// <param name="SparedFalse">Alerts that operators called false alarms, and that would be gone.</param>
internal sealed record PreviewView(
    DateTimeOffset? From,
    DateTimeOffset? To,
    long Rows,
    int Entities,
    PreviewCounts Now,
    PreviewCounts Proposed,
    IReadOnlyList<PreviewDay> Days,
    IReadOnlyList<PreviewAlertView> New,
    IReadOnlyList<PreviewAlertView> Gone,
    int MissedTrue,
    int SparedFalse,
    IReadOnlyList<PreviewedEntity> MostChanged);
