using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Services;

/// <summary>
/// All monitors of one process: a runtime each, one committer and store for all, a publisher for every sink. Continues from the
/// store's positions; stopping drains what was read, commits it and publishes its alerts.
/// </summary>
internal sealed class MonitoringService : IAsyncDisposable
{
    private readonly IStateStore _store;
    private readonly IReadOnlyList<MonitorInput> _monitors;
    private readonly GroupCommitter _committer;
    private readonly SinkPublishers _publishers;
    private readonly Action<IReadOnlyList<Poll>> _observe;
    private readonly IRuntimeHost _host;
    private readonly ILogger _logger;

    // What operators leave in the store; empty where the store takes nothing of them.
    private readonly IReadOnlyList<RequestWatch> _requests;
    private readonly IReadOnlyList<OverrideWatch> _overrides;
    private volatile IReadOnlyList<Task>? _work;
    private volatile bool _hasFailed;

    /// <param name="observe">Called with the polls of every commit, in order, on one thread.</param>
    /// <param name="scorer">Of all monitors, disposed of by whoever made it, after the service; null for SIMD.</param>
    /// <param name="host">What the runtimes live in, disposed of with the service; null for this process alone.</param>
    public MonitoringService(
        IStateStore store,
        IReadOnlyList<MonitorInput> monitors,
        IReadOnlyList<IAlertSink> sinks,
        IReadOnlyList<IRecordSink> recordSinks,
        RuntimeOptions runtimeOptions,
        GroupCommitOptions commitOptions,
        IDeadLetterSink deadLetters,
        Action<IReadOnlyList<Poll>> observe,
        TimeProvider time,
        ILoggerFactory loggers,
        IScorer? scorer = null,
        IRuntimeHost? host = null)
    {
        _host = host ?? new LocalRuntimeHost();
        scorer ??= new SimdScorer();
        _store = store;
        _monitors = monitors;
        _observe = observe;
        _publishers = new SinkPublishers(store, sinks, recordSinks, time, loggers);
        _committer = new GroupCommitter(store, OnCommitted, commitOptions, time, loggers.CreateLogger<GroupCommitter>());
        Runtimes =
        [
            .. monitors.Select(m => _host.CreateRuntime(
                m.Plans,
                scorer,
                m.Encoders.Count == 0 ? _committer : new EncodingCommitter(_committer, m.Encoders),
                m.DeadLetters ?? deadLetters,
                runtimeOptions with
                {
                    Training = m.Training ?? runtimeOptions.Training,
                    KeepRows = m.KeepRows,
                    Loader = m.LoadsOnDemand ? new EntityLoader(store, m.Plans, time, loggers.CreateLogger<EntityLoader>()) : null,
                    MemoryBytes = m.LoadsOnDemand ? runtimeOptions.MemoryBytes : null,
                },
                store)),
        ];
        _logger = loggers.CreateLogger<MonitoringService>();
        _requests = store is IRequestStore requests
            ? [.. Runtimes.Select(r => new RequestWatch(requests, r.Plans.Definition.Name, r.Requests, time, _logger))]
            : [];
        _overrides = store is IOverrideStore overrides ? [.. monitors.Select(m => new OverrideWatch(overrides, m.Plans, time, _logger))] : [];
    }

    /// <summary>One for each monitor, in their order.</summary>
    public IReadOnlyList<MonitorRuntime> Runtimes { get; }

    /// <summary>The runtimes work, and the sources of every monitor run or have come to their end. From any thread, as the following.</summary>
    public bool IsRunning => _work is not null;

    /// <summary>A fault of a monitor or of the committer ends the service.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>The store has refused the last commit, and another attempt follows.</summary>
    public bool IsCommitRetrying => _committer.IsRetrying;

    /// <summary>Commits that the store has refused, each of which was tried again.</summary>
    public long CommitFailures => _committer.Failures;

    /// <summary>Null where the process is alone, or has not joined yet.</summary>
    public ClusterStatus? Cluster => _host.Cluster;

    /// <summary>How the sinks fare.</summary>
    public IReadOnlyList<SinkStatus> Sinks => _publishers.Statuses;

    /// <summary>For each monitor, by source name, where its sources continued; empty before <see cref="RestoreAsync"/>.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, long>> RestoredPositions { get; private set; } = [];

    /// <summary>Why nothing can come from a monitor's sources though they run; null where nothing is known to be in the way.</summary>
    /// <param name="monitor">Its place among the runtimes.</param>
    public string? ObstacleOf(int monitor) => HasEnded(monitor) ? null : _monitors[monitor].Feed.Obstacle;

    /// <summary>How far the reading of a monitor's sources is; empty where they do not tell.</summary>
    public IReadOnlyList<SourcePosition> PositionsOf(int monitor) => _monitors[monitor].Feed.Positions;

    /// <summary>What a monitor's sources have that was not read yet; null where that is not known of all that are read here.</summary>
    public long? LagOf(int monitor) => SourcePosition.LagOf(PositionsOf(monitor));

    /// <summary>Overrides of a monitor's threshold that came into force or ended since the start.</summary>
    public long ThresholdChangesOf(int monitor) => _overrides.Count > 0 ? _overrides[monitor].Changes : 0;

    /// <summary>A monitor's sources have come to their end.</summary>
    public bool HasEnded(int monitor) => _work?[monitor].IsCompleted ?? false;

    /// <summary>Loads what is stored, and moves the sources to where they were.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var restored = new List<IReadOnlyDictionary<string, long>>();
        for (int i = 0; i < _monitors.Count; i++)
        {
            IReadOnlyDictionary<string, long> positions = Runtimes[i] is LocalRuntime local && !_monitors[i].LoadsOnDemand
                ? StoredMonitorLoader.Load(_store, local)
                : StoredMonitorLoader.LoadWithoutEntities(_store, Runtimes[i]);
            if (StoredPlans.WasEdited(Runtimes[i]))
            {
                _logger.LogEdited(Runtimes[i].Plans.Definition.Name);
            }

            await _monitors[i].Feed.SeekAsync(positions, cancellationToken).ConfigureAwait(false);
            restored.Add(positions);
        }

        RestoredPositions = restored;
    }

    /// <summary>Runs until every source ends or the token is cancelled; everything that was read is with the committer then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // What was asked for while nothing ran is there before the first row; each look may wait for the disk or the network.
        await Task.Run(Look, CancellationToken.None).ConfigureAwait(false);
        Task watches = Task.WhenAll(
        [
            .. _requests.Select(w => Task.Run(() => w.RunAsync(watching.Token), CancellationToken.None)),
            .. _overrides.Select(w => Task.Run(() => w.RunAsync(watching.Token), CancellationToken.None)),
        ]);
        try
        {
            await RunFeedsAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await watches.ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MonitorRuntime runtime in Runtimes)
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
        }

        await _committer.DisposeAsync().ConfigureAwait(false);
        await _publishers.DisposeAsync().ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    private void Look()
    {
        foreach (RequestWatch watch in _requests)
        {
            watch.Look();
        }

        foreach (OverrideWatch watch in _overrides)
        {
            watch.Look();
        }
    }

    private async Task RunFeedsAsync(CancellationTokenSource stop)
    {
        var work = new List<Task>();
        for (int i = 0; i < _monitors.Count; i++)
        {
            work.Add(_monitors[i].Feed.RunAsync(Runtimes[i], stop.Token));
        }

        _work = [.. work];

        // A fault of one monitor, or of the committer, ends the service: it must not look alive while it does nothing.
        while (work.Count > 0)
        {
            Task ended = await Task.WhenAny([.. work, _committer.Completion]).ConfigureAwait(false);
            if (!ended.IsCompletedSuccessfully)
            {
                _hasFailed = true;
                await stop.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(work.Where(w => w != ended)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await ended.ConfigureAwait(false);
            work.Remove(ended);
        }
    }

    private void OnCommitted(IReadOnlyList<Poll> polls)
    {
        bool hasAlerts = false, hasRecords = false;
        _observe(polls);
        foreach (Poll poll in polls)
        {
            foreach (MonitorInput monitor in _monitors)
            {
                if (ReferenceEquals(monitor.Plans, poll.Plans))
                {
                    monitor.Feed.OnCommitted(poll.Source, poll.Batch.EndPosition);
                }
            }

            hasAlerts |= poll.Parts.Any(p => p.Alerts.Count > 0);
            hasRecords |= poll.Records.Any(r => r.Count > 0);
        }

        if (hasAlerts)
        {
            _publishers.WakeAlerts();
        }

        if (hasRecords)
        {
            _publishers.WakeRecords();
        }
    }
}
