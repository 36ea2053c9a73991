using System.Collections.Immutable;
using System.Data.Common;
using StreamAe.Host.Api.Alerts;
using StreamAe.Host.Api.Monitors;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Api.Live;

/// <summary>
/// What happens in the service, for whoever listens. Committed polls come from the committer's thread, which does nothing here while nobody
/// listens, and never waits.
/// </summary>
internal sealed class LiveBoard(TimeProvider time)
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Verdicts of a watched entity that one poll may send: a replay is faster than anybody reads.</summary>
    private const int MostVerdicts = 64;

    /// <summary>Alerts of one poll that are told, and trainings: a storm must not hold up the commits. Lists have all of them.</summary>
    private const int MostTold = 100;

    private readonly Lock _gate = new();

    // By monitor, the alerts whose incidents were not told yet.
    private Dictionary<string, HashSet<string>> _untold = new(StringComparer.Ordinal);
    private ImmutableArray<LiveSubscription> _listeners = [];

    public TimeProvider Time => time;

    public LiveSubscription Subscribe(string? monitor, string? key)
    {
        var listener = new LiveSubscription(this, monitor, key);
        ImmutableInterlocked.Update(ref _listeners, l => l.Add(listener));
        return listener;
    }

    public void Leave(LiveSubscription listener) => ImmutableInterlocked.Update(ref _listeners, l => l.Remove(listener));

    /// <summary>Tells all.</summary>
    public void Tell(LiveEvent happened)
    {
        foreach (LiveSubscription listener in _listeners)
        {
            listener.Send(happened);
        }
    }

    /// <summary>Takes a committed poll; one thread.</summary>
    public void Observe(Poll poll)
    {
        if (_listeners.IsEmpty)
        {
            return;
        }

        string monitor = poll.Plans.Definition.Name;
        foreach (Alert alert in poll.Parts.SelectMany(p => p.Alerts).Take(MostTold))
        {
            Tell(LiveEvent.Of("alert", AlertView.Of(alert, said: null), alert.Id));
            NoteIncident(monitor, alert.Id);
        }

        foreach (TrainingEvent training in poll.Parts.SelectMany(p => p.Trainings).Take(MostTold))
        {
            Tell(LiveEvent.Of("training", TrainingView.Of(monitor, training, time.GetUtcNow())));
        }

        // Written once, however many watch the same entity.
        Dictionary<string, IReadOnlyList<LiveEvent>>? verdicts = null;
        foreach (LiveSubscription listener in _listeners)
        {
            if (listener.Key is not string key || listener.Monitor != monitor)
            {
                continue;
            }

            verdicts ??= new Dictionary<string, IReadOnlyList<LiveEvent>>(StringComparer.Ordinal);
            if (!verdicts.TryGetValue(key, out IReadOnlyList<LiveEvent>? events))
            {
                verdicts[key] = events = poll.Plans.Directory.TryGet(key, out int entity) ? VerdictsOf(poll, entity) : [];
            }

            foreach (LiveEvent happened in events)
            {
                listener.Send(happened);
            }
        }
    }

    /// <summary>Tells how the monitors fare, and which incidents began or grew, each second until cancelled.</summary>
    /// <param name="incidents">The newest of a monitor; may read the store.</param>
    public async Task RunAsync(
        Func<IReadOnlyList<MonitorView>> monitors, Func<string, IReadOnlyList<(IncidentView View, Incident Incident)>> incidents, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                IReadOnlyList<MonitorView> now = monitors();
                if (!_listeners.IsEmpty)
                {
                    Tell(LiveEvent.Of("totals", new TotalsView(time.GetUtcNow(), now)));
                }

                TellIncidents(incidents);
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    private void NoteIncident(string monitor, string alert)
    {
        lock (_gate)
        {
            if (!_untold.TryGetValue(monitor, out HashSet<string>? alerts))
            {
                _untold[monitor] = alerts = new HashSet<string>(StringComparer.Ordinal);
            }

            alerts.Add(alert);
        }
    }

    /// <summary>Beside the commits, since it reads the store: those that have an alert which was not told with one yet.</summary>
    private void TellIncidents(Func<string, IReadOnlyList<(IncidentView View, Incident Incident)>> incidents)
    {
        Dictionary<string, HashSet<string>> untold;
        lock (_gate)
        {
            (untold, _untold) = (_untold, new Dictionary<string, HashSet<string>>(StringComparer.Ordinal));
        }

        foreach ((string monitor, HashSet<string> alerts) in untold)
        {
            if (_listeners.IsEmpty)
            {
                return;
            }

            try
            {
                foreach ((IncidentView view, Incident incident) in incidents(monitor))
                {
                    if (incident.Alerts.Any(a => alerts.Contains(a.Id)))
                    {
                        Tell(LiveEvent.Of("incident", view));
                    }
                }
            }
            catch (Exception error) when (error is IOException or DbException or TimeoutException or InvalidDataException)
            {
                // The store is away: the next alert tells the incident.
            }
        }
    }

    private static List<LiveEvent> VerdictsOf(Poll poll, int entity)
    {
        var events = new List<LiveEvent>();
        foreach (ref readonly Verdict verdict in poll.Verdicts)
        {
            if (verdict.Entity == entity && verdict.IsScored && events.Count < MostVerdicts)
            {
                events.Add(LiveEvent.Of("verdict", VerdictView.Of(verdict)));
            }
        }

        return events;
    }
}
