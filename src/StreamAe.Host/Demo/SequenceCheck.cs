using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Demo;

/// <summary>
/// Holds what the stored entities took in against what the simulator sent up to the committed position: a crash may neither lose nor double an event.
/// </summary>
/// <param name="Events">Events before the position.</param>
/// <param name="Lost">Sent and not taken in, summed over entities.</param>
/// <param name="Doubled">Taken in more often than sent.</param>
internal sealed record SequenceCheck(long Events, long Lost, long Doubled)
{
    public bool IsExact => Lost == 0 && Doubled == 0;

    public static SequenceCheck Run(IStateStore store, string monitor, SimulatedStream stream, long position)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using StoredMonitor? stored = store.Load(monitor);
        foreach (StoredEntity entity in stored?.Entities ?? [])
        {
            (long observations, long rejected) = EntityMonitor.ReadCounts(entity.State);
            counts.Add(entity.Key, observations + rejected);
        }

        long events = 0, lost = 0, doubled = 0;
        for (int entity = 0; entity < stream.Entities; entity++)
        {
            long sent = stream.CountOf(entity, position);
            long taken = counts.GetValueOrDefault(stream.EntityKey(entity));
            events += sent;
            lost += Math.Max(0, sent - taken);
            doubled += Math.Max(0, taken - sent);
        }

        return new SequenceCheck(events, lost, doubled);
    }

    public override string ToString() => IsExact
        ? $"{Events:N0} events, none lost, none doubled"
        : $"{Events:N0} events, {Lost:N0} LOST, {Doubled:N0} DOUBLED";
}
