namespace StreamAe.Monitoring.Alerts;

/// <summary>
/// The incidents of the alerts that were added so far, in whatever order: after each the same as <see cref="IncidentGrouping"/> makes of all of them,
/// without their alerts. Incidents of a monitor lie further apart than the gap, so that one more alert finds its own by binary search.
/// </summary>
/// <param name="gap">So long after the last alert an incident is over.</param>
public sealed class IncidentLedger(TimeSpan gap)
{
    private readonly Dictionary<string, List<Span>> _monitors = new(StringComparer.Ordinal);

    /// <summary>Takes an alert in; adding one again changes nothing but the answer.</summary>
    public AlertIncident Add(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        if (!_monitors.TryGetValue(alert.Monitor, out List<Span>? spans))
        {
            _monitors.Add(alert.Monitor, spans = []);
        }

        long from = Math.Min(alert.Since, alert.EventTime);
        int first = FirstReaching(spans, from);
        int end = first;
        while (end < spans.Count && spans[end].From - alert.EventTime <= gap.Ticks)
        {
            end++;
        }

        var merged = new Span(from, alert.EventTime, alert.Severity, new HashSet<string>(StringComparer.Ordinal));
        IncidentChange change = end == first ? IncidentChange.Opened : IncidentChange.Worse;
        foreach (Span span in spans[first..end])
        {
            change = alert.Severity > span.Severity ? change : IncidentChange.Continued;
            merged = merged.With(span);
        }

        merged.Entities.Add(alert.Entity);
        string[] joined = [.. spans[first..end].Where(s => s.From != merged.From).Select(s => Incident.IdOf(alert.Monitor, s.From))];
        spans.RemoveRange(first, end - first);
        spans.Insert(first, merged);
        return new AlertIncident(Incident.IdOf(alert.Monitor, merged.From), change, merged.Entities.Count, joined);
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _monitors.Clear();

    /// <summary>The first that is not over, by the gap, before a time. They are in order by their ends, too, as none overlap.</summary>
    private int FirstReaching(List<Span> spans, long time)
    {
        int low = 0;
        int high = spans.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (time - spans[middle].To > gap.Ticks)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>One incident.</summary>
    /// <param name="From">Where its trouble began, ticks.</param>
    /// <param name="To">Event time of its last alert, ticks.</param>
    /// <param name="Severity">The highest.</param>
    private readonly record struct Span(long From, long To, AlertSeverity Severity, HashSet<string> Entities)
    {
        /// <summary>Takes the other's entities over: it is used up then.</summary>
        public Span With(Span other)
        {
            (HashSet<string> more, HashSet<string> fewer) = Entities.Count > other.Entities.Count ? (Entities, other.Entities) : (other.Entities, Entities);
            more.UnionWith(fewer);
            return new Span(Math.Min(From, other.From), Math.Max(To, other.To), Severity > other.Severity ? Severity : other.Severity, more);
        }
    }
}
