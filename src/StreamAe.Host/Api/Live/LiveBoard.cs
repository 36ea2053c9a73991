using System.Collections.Immutable;
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

    /// <summary>Tells how the monitors fare, each second until cancelled.</summary>
    public async Task RunAsync(Func<IReadOnlyList<MonitorView>> monitors, CancellationToken cancellationToken)
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
            }
        }
        catch (OperationCanceledException)
        {
            // The service ends.
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
