using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Thresholds;

/// <summary>A change of a threshold.</summary>
/// <param name="Author">Empty where it expired.</param>
internal sealed record OverrideChangeView(OverrideChangeKind Change, OverrideView Override, string Author, DateTimeOffset At, string Reason)
{
    public static OverrideChangeView Of(OverrideChange change) => new(change.Kind, OverrideView.Of(change.Override), change.Author, change.At, change.Reason);
}
