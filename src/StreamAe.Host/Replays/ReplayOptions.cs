using StreamAe.Kafka.Ranges;
using StreamAe.Monitoring.Replaying;

namespace StreamAe.Host.Replays;

/// <summary>What is to be replayed, and how.</summary>
/// <param name="WarmUp">What is read before the range.</param>
/// <param name="Output">A folder.</param>
internal sealed record ReplayOptions(RangePlace From, RangePlace To, RangeWarmUp WarmUp, ModelChoice Models, string Output);
