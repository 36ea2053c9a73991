using StreamAe.Kafka.Ranges;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Replays;

/// <summary>
/// How many observations each entity had before the first that a replay reads, on which alert ids depend: what it had where the service's
/// position is, less what is counted from the replay's beginning to there, by the code that counts it in the service.
/// </summary>
internal static class EntityBegins
{
    /// <param name="ranges">What the replay reads.</param>
    /// <param name="read">Reads a range into a runtime.</param>
    /// <returns>By entity; and for how many it is not known.</returns>
    public static async Task<(IReadOnlyDictionary<string, long> Begins, int Unknown)> FindAsync(
        PlanSet plans,
        RecordedMonitor recorded,
        IReadOnlyList<PartitionRange> ranges,
        RuntimeOptions options,
        Func<MonitorRuntime, PartitionRange, Task> read,
        CancellationToken cancellationToken)
    {
        var runtime = new LocalRuntime(plans, new SimdScorer(), new NullCommitter(), new DeadLetterCounter(keep: 0), options);
        await using (runtime.ConfigureAwait(false))
        {
            await PartitionReading.RunAsync([.. ToPositions(recorded, ranges)], range => read(runtime, range), cancellationToken).ConfigureAwait(false);
            await runtime.DrainAsync().ConfigureAwait(false);
            return Subtract(recorded, runtime.Entities);
        }
    }

    /// <summary>From where the replay begins to where the service is.</summary>
    public static IEnumerable<PartitionRange> ToPositions(RecordedMonitor recorded, IReadOnlyList<PartitionRange> ranges) => ranges
        .Where(r => recorded.Positions.GetValueOrDefault(r.Source) > r.WarmUp)
        .Select(r => r with { From = r.WarmUp, To = recorded.Positions[r.Source] });

    private static (Dictionary<string, long> Begins, int Unknown) Subtract(RecordedMonitor recorded, IEnumerable<EntityMonitor> counted)
    {
        var begins = new Dictionary<string, long>(recorded.Observations, StringComparer.Ordinal);
        int unknown = 0;
        foreach (EntityMonitor entity in counted)
        {
            long begin = begins.GetValueOrDefault(entity.Key) - entity.Observations;

            // Less than none: the service passed over some of what the broker holds, as with 'start: latest'.
            unknown += begin < 0 ? 1 : 0;
            begins[entity.Key] = Math.Max(0, begin);
        }

        return (begins, unknown);
    }
}
