using StreamAe.Host.Api.Alerts;
using StreamAe.Host.Api.Audits;
using StreamAe.Host.Api.Live;
using StreamAe.Host.Api.Monitors;
using StreamAe.Host.Letters;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage;

namespace StreamAe.Host.Api.Running;

/// <summary>The running service, as its operators see it. Thread-safe.</summary>
internal sealed class OperatedService
{
    private readonly ServiceTraits _traits;
    private readonly DateTimeOffset _startedAt;

    /// <param name="store">The service's: read where the newest is wanted.</param>
    /// <param name="operators">The same store beside it: requests and thresholds are written, lists are read, and no commit waits.</param>
    /// <param name="letters">The newest dead letters.</param>
    /// <param name="startedAt">When the process began with it; null for now.</param>
    public OperatedService(
        MonitoringService service,
        IStateStore store,
        IOperatorStore operators,
        IReadOnlyList<OperatedMonitor> monitors,
        LiveBoard live,
        RecentLetters letters,
        LetterReplayer replayer,
        ServiceTraits traits,
        DateTimeOffset? startedAt = null)
    {
        Service = service;
        Store = store;
        Operators = operators;
        Monitors = monitors;
        Live = live;
        Letters = letters;
        Replayer = replayer;
        _traits = traits;
        _startedAt = startedAt ?? live.Time.GetUtcNow();
        Board = new MonitorBoard(service, monitors, live.Time);
        Audit = new AuditFile(traits.Folder, live.Time);
    }

    public MonitoringService Service { get; }

    public IStateStore Store { get; }

    public IOperatorStore Operators { get; }

    public IReadOnlyList<OperatedMonitor> Monitors { get; }

    /// <summary>How the monitors fare.</summary>
    public MonitorBoard Board { get; }

    /// <summary>What happens.</summary>
    public LiveBoard Live { get; }

    public RecentLetters Letters { get; }

    /// <summary>Puts dead letters back.</summary>
    public LetterReplayer Replayer { get; }

    public AuditFile Audit { get; }

    /// <summary>Scores are stored, so that there are curves of them and previews.</summary>
    public bool KeepsScores => _traits.ScoresKept is not null;

    /// <summary>Takes a committed poll; one thread.</summary>
    public void Observe(Poll poll) => Live.Observe(poll);

    /// <summary>Tells listeners how the monitors fare, until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Live.RunAsync(
        Board.Look, monitor => NewestIncidents.Of(Operators, monitor, TimeSpan.FromMinutes(NewestIncidents.UsualGapMinutes)), cancellationToken);

    public SystemView Describe() => new(
        ProductVersion.Text,
        _traits.Runtime,
        _traits.Compute,
        _traits.Device,
        _startedAt,
        _traits.ScoresKept?.TotalSeconds,
        _traits.AlertsKept?.TotalSeconds,
        [.. _traits.Parts.Select(p => new PartView(p.Name, p.IsIncluded, p.Status))],
        [.. Service.Sinks.Select(s => new SinkView(s.Sink, s.Published, s.Failures, s.FailingSince))],
        Service.Cluster);

    /// <summary>What is used of what there is: figures that were counted or measured, none that is reckoned.</summary>
    public CapacityView MeasureCapacity() => new(
        Environment.ProcessorCount,
        Monitors.Count == 0 ? 0 : Monitors[0].Runtime.Options.Shards,
        Environment.WorkingSet,
        SqliteStateStore.BytesOf(_traits.Folder),
        [
            .. Monitors.Zip(Board.Look(), (monitor, now) => new MonitorCapacityView(
                monitor.Name,
                Operators.CountEntities(monitor.Name),
                now.EntitiesInMemory,
                monitor.Runtime.UsedBytes,
                monitor.Runtime.Plans.All.Concat(monitor.Runtime.Plans.Former).Sum(p => p.Arena.Used * p.Arena.SlotBytes),
                monitor.Runtime.Options.MemoryBytes,
                now.EventsPerSecond)),
        ]);

    /// <exception cref="ApiProblem">There is no such monitor.</exception>
    public OperatedMonitor Find(string monitor) => Monitors.FirstOrDefault(m => m.Name == monitor)
        ?? throw ApiProblem.NotFound($"There is no monitor {monitor}; there are {string.Join(", ", Monitors.Select(m => m.Name))}.");

    /// <summary>Those that a list is about.</summary>
    /// <param name="monitor">Null for all.</param>
    public IReadOnlyList<OperatedMonitor> Select(string? monitor) => monitor is null ? Monitors : [Find(monitor)];

    /// <exception cref="ApiProblem">The monitor has never seen it.</exception>
    public void RequireEntity(OperatedMonitor monitor, string key)
    {
        if (!Operators.HasEntity(monitor.Name, key))
        {
            throw NoEntity(monitor, key);
        }
    }

    public static ApiProblem NoEntity(OperatedMonitor monitor, string key) => ApiProblem.NotFound($"Monitor {monitor.Name} has never seen an entity {key}.");
}
