using System.Diagnostics.Metrics;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Telemetry;

/// <summary>
/// How the running service stands, asked when somebody reads. Without one there are no series; counters among them begin anew with another one, as
/// after a restart.
/// </summary>
internal sealed class ServiceGauges : IDisposable
{
    /// <summary>Between two looks into the outbox, which is in the store: a reader must not wait for a database.</summary>
    private static readonly TimeSpan OutboxPeriod = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private volatile Opened? _opened;

    public ServiceGauges(Meter meter, TimeProvider time)
    {
        _time = time;
        OfMonitors(meter);
        OfSinks(meter);
        meter.Observe(Metrics.CommitFailures, () => _opened is Opened opened ? [new(opened.Service.CommitFailures)] : []);
        meter.Observe(Metrics.ClusterMembers, () => _opened?.Service.Cluster is { } cluster ? [new(cluster.Members)] : []);
    }

    /// <summary>The service runs from here on.</summary>
    /// <param name="memoryLimit">Of each monitor's entities, bytes; null for none.</param>
    public void Open(MonitoringService service, IStateStore store, long? memoryLimit)
    {
        var opened = new Opened(service, store, memoryLimit);
        _opened = opened;
        opened.Counting = CountAsync(opened);
    }

    /// <summary>The service ends: nothing of it, and of its store, is asked when this returns.</summary>
    public async Task CloseAsync()
    {
        if (_opened is Opened opened)
        {
            _opened = null;
            await opened.Stop.CancelAsync().ConfigureAwait(false);
            await opened.Counting.ConfigureAwait(false);
            opened.Stop.Dispose();
        }
    }

    public void Dispose() => _opened = null;

    private void OfMonitors(Meter meter)
    {
        Each(Metrics.PollsInFlight, (_, _, r) => r.Polls.Taken - r.Polls.Durable);
        Each(Metrics.MonitorRunning, (o, _, _) => o.Service.IsRunning ? 1 : 0);
        Each(Metrics.SourceUp, (o, i, _) => o.Service.ObstacleOf(i) is null ? 1 : 0);
        Each(Metrics.Entities, (_, _, r) => r.EntitiesInMemory);
        Each(Metrics.KnownEntities, (_, _, r) => r.Plans.Directory.Count);
        Each(Metrics.MemoryUsed, (_, _, r) => r.UsedBytes);
        Each(Metrics.MemoryLimit, (o, _, _) => o.MemoryLimit);
        Each(Metrics.TrainingBacklog, (_, _, r) => r.TrainingBacklog);
        Each(Metrics.ThresholdChanges, (o, i, _) => o.Service.ThresholdChangesOf(i));
        Each(Metrics.AlertBudget, (_, _, r) => r.Plans.Definition.Threshold.Rule is { Policy: ThresholdPolicy.Budget, Value: double budget } ? budget : null);
        Each(Metrics.FalseAlarmRate, (_, _, r) => AskedRateOf(r.Plans.Definition));
        meter.Observe(Metrics.SourceLag, () =>
            from monitor in Now()
            from position in monitor.Opened.Service.PositionsOf(monitor.Place)
            where position.Lag is not null
            select new Measurement<double>(position.Lag!.Value, new(Attributes.Monitor, NameOf(monitor.Runtime)), new(Attributes.Source, position.Name)));
        meter.Observe(Metrics.EntityMoves, () => Now().SelectMany(m => Pair(
            m.Runtime, Attributes.Outcome, ("arrived", m.Runtime.Counters.Arrived), ("left", m.Runtime.Counters.Left))));
        meter.Observe(Metrics.GrainCalls, () => Now().Where(m => m.Runtime.Counters.GrainCalls > 0).SelectMany(m => Pair(
            m.Runtime,
            Attributes.Location,
            ("local", m.Runtime.Counters.GrainCalls - m.Runtime.Counters.RemoteCalls),
            ("remote", m.Runtime.Counters.RemoteCalls))));

        void Each(Metric metric, Func<Opened, int, MonitorRuntime, double?> measure) => meter.Observe(metric, () =>
            from monitor in Now()
            let value = measure(monitor.Opened, monitor.Place, monitor.Runtime)
            where value is not null
            select new Measurement<double>(value.Value, new KeyValuePair<string, object?>(Attributes.Monitor, NameOf(monitor.Runtime))));
    }

    private void OfSinks(Meter meter)
    {
        Each(Metrics.SinkPublished, (_, s) => s.Published);
        Each(Metrics.SinkFailures, (_, s) => s.Failures);
        Each(Metrics.SinkUp, (_, s) => s.FailingSince is null ? 1 : 0);
        Each(Metrics.OutboxDepth, (o, s) => o.Outbox?.GetValueOrDefault(s.Sink));

        void Each(Metric metric, Func<Opened, SinkStatus, double?> measure) => meter.Observe(metric, () =>
            from opened in _opened is Opened now ? new[] { now } : []
            from sink in opened.Service.Sinks
            let value = measure(opened, sink)
            where value is not null
            select new Measurement<double>(value.Value, new KeyValuePair<string, object?>(Attributes.Sink, sink.Sink)));
    }

    private IEnumerable<(Opened Opened, int Place, MonitorRuntime Runtime)> Now() =>
        _opened is Opened opened ? opened.Service.Runtimes.Select((runtime, place) => (opened, place, runtime)) : [];

    private static string NameOf(MonitorRuntime runtime) => runtime.Plans.Definition.Name;

    private static Measurement<double>[] Pair(MonitorRuntime runtime, string attribute, (string Value, long Count) first, (string Value, long Count) second)
    {
        var monitor = new KeyValuePair<string, object?>(Attributes.Monitor, NameOf(runtime));
        return [new(first.Count, monitor, new(attribute, first.Value)), new(second.Count, monitor, new(attribute, second.Value))];
    }

    private static double? AskedRateOf(MonitorDefinition definition) => definition.Threshold.Rule switch
    {
        { Policy: ThresholdPolicy.Quantile, Value: double quantile } => 1 - quantile,
        { Policy: ThresholdPolicy.Pot, Value: double risk } => risk,
        _ => null,
    };

    private async Task CountAsync(Opened opened)
    {
        using var timer = new PeriodicTimer(OutboxPeriod, _time);
        try
        {
            do
            {
                try
                {
                    opened.Outbox = await Task.Run(opened.Store.CountOutbox, opened.Stop.Token).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // A store that does not answer is told elsewhere; here what is not known has no series.
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    opened.Outbox = null;
                }
#pragma warning restore CA1031
            }
            while (await timer.WaitForNextTickAsync(opened.Stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
    }

    private sealed record Opened(MonitoringService Service, IStateStore Store, long? MemoryLimit)
    {
        private volatile IReadOnlyDictionary<string, long>? _outbox;

        public CancellationTokenSource Stop { get; } = new();

        public Task Counting { get; set; } = Task.CompletedTask;

        /// <summary>Null while it is not known.</summary>
        public IReadOnlyDictionary<string, long>? Outbox
        {
            get => _outbox;
            set => _outbox = value;
        }
    }
}
