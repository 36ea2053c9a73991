using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Says of each alert on its way to a sink which incident it belonged to among the alerts that became durable before it, in the order of the store: a
/// function of the store's alerts alone, so an alert that goes out again, or after a restart, goes out with the same. Not safe for concurrent use.
/// </summary>
/// <param name="gap">So long after its last alert an incident is over.</param>
public sealed class IncidentAssignment(IStateStore store, TimeSpan gap)
{
    private const int PageRows = 1000;

    // Where several processes share a store, an alert may appear behind ones that were given higher numbers: it is looked for among so many.
    private const int Overlap = 256;

    private readonly IncidentLedger _ledger = new(gap);
    private readonly Dictionary<string, AlertIncident> _assigned = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _recent = [];
    private long _through;

    /// <param name="pending">The oldest that the sink has not taken, in the order of the store.</param>
    /// <exception cref="InvalidDataException">One of them is not in the store.</exception>
    public IReadOnlyList<Alert> Assign(IReadOnlyList<Alert> pending)
    {
        ArgumentNullException.ThrowIfNull(pending);
        HashSet<string> wanted = [.. pending.Select(a => a.Id)];
        foreach (string taken in _assigned.Keys.Where(id => !wanted.Contains(id)).ToList())
        {
            _assigned.Remove(taken);
        }

        wanted.ExceptWith(_assigned.Keys);
        if (!Read(wanted))
        {
            // One came to light behind others that were taken in already, or a source with what waited for it was taken over: from the beginning.
            _ledger.Clear();
            _assigned.Clear();
            _recent.Clear();
            _through = 0;
            wanted = [.. pending.Select(a => a.Id)];
            if (!Read(wanted))
            {
                throw new InvalidDataException($"Alert {wanted.First()} waits for a sink and is not among the alerts of the store.");
            }
        }

        return [.. pending.Select(a => a with { Incident = _assigned[a.Id] })];
    }

    /// <summary>Takes alerts in up to the last that is wanted.</summary>
    /// <returns>Whether all were met in order.</returns>
    private bool Read(HashSet<string> wanted)
    {
        long after = Math.Max(0, _through - Overlap);
        while (wanted.Count > 0)
        {
            IReadOnlyList<StoredAlert> page = store.ReadAlerts(after, PageRows);
            foreach (StoredAlert stored in page)
            {
                after = stored.Sequence;
                if (_recent.Contains(after))
                {
                    continue;
                }

                if (after <= _through)
                {
                    return false;
                }

                Take(stored, wanted);
                if (wanted.Count == 0)
                {
                    return true;
                }
            }

            if (page.Count == 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Take(StoredAlert stored, HashSet<string> wanted)
    {
        AlertIncident incident = _ledger.Add(stored.Alert);
        if (wanted.Remove(stored.Alert.Id))
        {
            _assigned.Add(stored.Alert.Id, incident);
        }

        _through = stored.Sequence;
        _recent.Add(stored.Sequence);
        while (_recent.Count > 0 && _recent.Min <= _through - Overlap)
        {
            _recent.Remove(_recent.Min);
        }
    }
}
