using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Health;

/// <summary>
/// Answers for a process from its start to its end. Live: there is nothing that only a restart mends. Ready: it is open for work, and nothing it
/// needs is known to be away. The latter asks for no restart: what is away comes back. Thread-safe.
/// </summary>
internal sealed class ServiceHealth(ServiceConfiguration configuration, ComputeChoice compute, TimeProvider time)
{
    private volatile Opened? _opened;
    private volatile bool _isReloading;
    private volatile bool _isDraining;

    /// <summary>The store is open; the service is about to start.</summary>
    /// <param name="monitors">What it runs, in the order of its runtimes.</param>
    public void Open(IStateStore store, MonitoringService service, IReadOnlyList<MonitorBinding> monitors)
    {
        _opened = new Opened(service, new StorePing(store.Ping, time), monitors, [.. monitors.Select(_ => new ProgressWatch(time))]);
        _isReloading = false;
    }

    /// <summary>The service is drained, to be opened again: the process is starting until then. It lives, or does not, as the one that drains.</summary>
    public void Reload() => _isReloading = true;

    /// <summary>It ends: what was read is still judged, committed and published. From any thread.</summary>
    public void Drain() => _isDraining = true;

    public HealthReport Live()
    {
        var reasons = new List<string>();
        if (_opened is { Service: { } service } opened)
        {
            if (service.HasFailed)
            {
                reasons.Add("a monitor or the committer has failed, see the log; the process ends");
            }

            for (int i = 0; i < opened.Monitors.Count; i++)
            {
                if (opened.Progress[i].StandsStill(service.Runtimes[i].Polls, service.IsCommitRetrying || service.Runtimes[i].IsTrainingCohort))
                {
                    reasons.Add($"monitor {opened.Name(i)} has taken in events and finished none for {ProgressWatch.Limit.TotalMinutes:0} minutes");
                }
            }
        }

        return Report(reasons.Count == 0 ? "live" : "failed", reasons);
    }

    public async Task<HealthReport> ReadyAsync()
    {
        if (_isDraining)
        {
            return Report("draining", ["draining"]);
        }

        if (_isReloading || _opened is not { Service.IsRunning: true } opened)
        {
            return Report("starting", ["starting"]);
        }

        var reasons = new List<string>();
        MonitoringService service = opened.Service;
        if (service.HasFailed)
        {
            reasons.Add("a monitor or the committer has failed");
        }

        if (service.IsCommitRetrying || !await opened.Store.AnswersAsync().ConfigureAwait(false))
        {
            reasons.Add("the store does not answer");
        }

        if (service.Cluster is { IsActive: false } cluster)
        {
            reasons.Add($"the silo is {cluster.Status}");
        }

        for (int i = 0; i < opened.Monitors.Count; i++)
        {
            if (service.ObstacleOf(i) is string obstacle)
            {
                reasons.Add($"monitor {opened.Name(i)}: source {opened.Monitors[i].Source.Name} {obstacle}");
            }
        }

        return Report(reasons.Count == 0 ? "ready" : "unready", reasons);
    }

    private HealthReport Report(string status, IReadOnlyList<string> reasons)
    {
        Opened? opened = _opened;
        MonitoringService? service = opened?.Service;
        return new HealthReport(
            status,
            reasons,
            ProductVersion.Text,
            configuration.Runtime.Kind == RuntimeKind.Orleans ? PartNames.OrleansRuntime : "local",
            compute.Name,
            compute.Device?.Name,
            [.. (opened?.Monitors ?? configuration.Monitors).Select((m, i) =>
                new MonitorHealth(m.Definition.Name, m.Source.Name, StateOf(service, i), service?.Runtimes[i].EntitiesInMemory ?? 0))],
            service?.Cluster);
    }

    private string StateOf(MonitoringService? service, int monitor) =>
        _isReloading || service is not { IsRunning: true } ? "starting" : service.HasEnded(monitor) ? "ended" : "running";

    private sealed record Opened(MonitoringService Service, StorePing Store, IReadOnlyList<MonitorBinding> Monitors, ProgressWatch[] Progress)
    {
        public string Name(int monitor) => Monitors[monitor].Definition.Name;
    }
}
