using StreamAe.Kafka.Ranges;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Replaying;

namespace StreamAe.Host.Replays;

/// <summary>What is to be replayed, and how.</summary>
/// <param name="WarmUp">What is read before the range.</param>
/// <param name="Output">A folder.</param>
/// <param name="Overrides">Thresholds that hold for the whole range in place of the monitor file's.</param>
internal sealed record ReplayOptions(
    RangePlace From, RangePlace To, RangeWarmUp WarmUp, ModelChoice Models, string Output, IReadOnlyList<ThresholdOverride> Overrides);
