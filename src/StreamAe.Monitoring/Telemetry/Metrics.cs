namespace StreamAe.Monitoring.Telemetry;

/// <summary>
/// Every metric of the product, by what it is about. Names and units follow OpenTelemetry's semantic conventions; Prometheus shows them with
/// underscores, the unit and, for counters, <c>_total</c> behind.
/// </summary>
public static class Metrics
{
    /// <summary>The meter of all of them, and of the spans.</summary>
    public const string Scope = "StreamAe";

    /// <summary>The meter of a device that scores, where there is one.</summary>
    public const string GpuScope = "StreamAe.Gpu";

    // From a millisecond to a minute: what an event may take on its way.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    // From 10 µs on: one call of a backend.
    private static readonly double[] ShortSeconds = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1];

    // To a quarter of a year: how old events and models are.
    private static readonly double[] Ages = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400, 604_800, 2_592_000, 7_776_000];

    private static readonly double[] Counts = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536];

    public static Metric Events { get; } = Counter(
        "streamae.events", "{event}", [Attributes.Monitor, Attributes.Verdict], "Events whose verdict is durable: scored; unscored, as there was no model yet; sparse, too many values missing; rejected, such as late ones.");

    public static Metric MarkedEvents { get; } = Counter(
        "streamae.events.marked", "{event}", [Attributes.Monitor, Attributes.Mark], "Events by what marks their verdict: anomalous, provisional, imputed, silence, shifted, repeated, quiet, maintenance, drifted, stuck, late, former. One event may have several marks.");

    public static Metric ImprobableEvents { get; } = Counter(
        "streamae.events.improbable", "{event}", [Attributes.Monitor, Attributes.Surprise], "Scored events at least as improbable as ten to the power of minus surprise. Where calibration holds, that is their share of the scored ones.");

    public static Metric DeadLetters { get; } = Counter(
        "streamae.dead_letters", "{record}", [Attributes.Monitor, Attributes.Reason], "Records that could not be taken in, or were refused.");

    public static Metric EventLatency { get; } = Histogram(
        "streamae.event.latency", "s", [Attributes.Monitor], Seconds, "From an event's taking in to its durable verdict; one measurement a poll, of its first event.");

    public static Metric EventAge { get; } = Histogram(
        "streamae.event.age", "s", [Attributes.Monitor], Ages, "From an event's own time to its durable verdict; one measurement a poll, of its newest event. Large while a history is read.");

    public static Metric PollEvents { get; } = Histogram(
        "streamae.poll.events", "{event}", [Attributes.Monitor], Counts, "Events of a poll.");

    public static Metric PollDuration { get; } = Histogram(
        "streamae.poll.duration", "s", [Attributes.Monitor, Attributes.Stage], Seconds, "A poll's way by stage: judge, until every row is judged; queue, until its commit begins; commit.");

    public static Metric PollsInFlight { get; } = Gauge(
        "streamae.polls.in_flight", "{poll}", [Attributes.Monitor], "Polls taken in whose effects are not durable yet.");

    public static Metric MonitorRunning { get; } = Gauge(
        "streamae.monitor.running", "1", [Attributes.Monitor], "1 while the monitor's sources are read or have come to their end, 0 while it starts.");

    public static Metric ScorerDuration { get; } = Histogram(
        "streamae.scorer.duration", "s", [Attributes.Backend], ShortSeconds, "One call of the backend that scores.");

    public static Metric ScorerRows { get; } = Histogram(
        "streamae.scorer.rows", "{row}", [Attributes.Backend], Counts, "Rows of a call; those on which trainings try their models are among them.");

    public static Metric CommitDuration { get; } = Histogram(
        "streamae.commit.duration", "s", [], Seconds, "One transaction of the store, for the polls of all monitors that waited; repeated attempts included.");

    public static Metric CommitEvents { get; } = Histogram(
        "streamae.commit.events", "{event}", [], Counts, "Events of a transaction.");

    public static Metric CommitFailures { get; } = Counter(
        "streamae.commit.failures", "{failure}", [], "Transactions that the store refused; each is tried again.");

    public static Metric SourceLag { get; } = Gauge(
        "streamae.source.lag", "{event}", [Attributes.Monitor, Attributes.Source], "Records that the source has and that were not read yet.");

    public static Metric SourceUp { get; } = Gauge(
        "streamae.source.up", "1", [Attributes.Monitor], "0 where nothing can come from the source, such as a broker that is away.");

    public static Metric OutboxDepth { get; } = Gauge(
        "streamae.outbox.depth", "{message}", [Attributes.Sink], "Alerts or batches of records that are durable and not with their sink yet.");

    public static Metric SinkPublished { get; } = Counter(
        "streamae.sink.published", "{message}", [Attributes.Sink], "Alerts or records that the sink has taken.");

    public static Metric SinkFailures { get; } = Counter(
        "streamae.sink.failures", "{failure}", [Attributes.Sink], "Batches that the sink did not take; each is tried again.");

    public static Metric SinkUp { get; } = Gauge(
        "streamae.sink.up", "1", [Attributes.Sink], "0 since a sink's last failure until its next success.");

    public static Metric Entities { get; } = Gauge(
        "streamae.entities.resident", "{entity}", [Attributes.Monitor], "Entities in the memory of this process.");

    public static Metric KnownEntities { get; } = Gauge(
        "streamae.entities.known", "{entity}", [Attributes.Monitor], "Entities that this process has read an event of since its start, paged out ones included.");

    public static Metric EntityMoves { get; } = Counter(
        "streamae.entities.moved", "{entity}", [Attributes.Monitor, Attributes.Outcome], "Entities that came into memory (arrived) or left it for others (left).");

    public static Metric MemoryUsed { get; } = Gauge(
        "streamae.memory.used", "By", [Attributes.Monitor], "Memory of entities in this process: their models' arena slots, rows and objects.");

    public static Metric MemoryLimit { get; } = Gauge(
        "streamae.memory.limit", "By", [Attributes.Monitor], "What that memory is held below; no series without a limit.");

    public static Metric Alerts { get; } = Counter(
        "streamae.alerts", "{alert}", [Attributes.Monitor, Attributes.Severity, Attributes.Kind], "Alerts raised.");

    public static Metric AlertBudget { get; } = Gauge(
        "streamae.threshold.budget", "{event}/d", [Attributes.Monitor], "Anomalous events a day and entity that the monitor's threshold asks for, where its policy is a budget.");

    public static Metric FalseAlarmRate { get; } = Gauge(
        "streamae.threshold.false_alarm_rate", "1", [Attributes.Monitor], "Share of usual events that the monitor's threshold lets be anomalous, where its policy is a quantile or a tail probability: what is asked, to set beside what is.");

    public static Metric ThresholdChanges { get; } = Counter(
        "streamae.threshold.changes", "{change}", [Attributes.Monitor], "Overrides by operators that came into force or ended.");

    public static Metric Requests { get; } = Counter(
        "streamae.requests", "{request}", [Attributes.Monitor, Attributes.Outcome], "What operators asked of entities, such as feedback and trainings: applied or refused, once an entity.");

    public static Metric Trainings { get; } = Counter(
        "streamae.trainings", "{training}", [Attributes.Monitor, Attributes.Outcome], "Trainings that ended: promoted, not_better, too_few_rows, diverged, failed or superseded.");

    public static Metric TrainingDuration { get; } = Histogram(
        "streamae.training.duration", "s", [Attributes.Monitor, Attributes.Outcome], Seconds, "One training, pauses for its share of the processor included; of models that are trained together, the whole call.");

    public static Metric TrainingBacklog { get; } = Gauge(
        "streamae.training.backlog", "{training}", [Attributes.Monitor], "Trainings that wait for a worker.");

    public static Metric ModelsPromoted { get; } = Counter(
        "streamae.models.promoted", "{model}", [Attributes.Monitor, Attributes.Origin], "Models that came into use.");

    public static Metric ModelAge { get; } = Histogram(
        "streamae.model.age", "s", [Attributes.Monitor], Ages, "From the newest row a model learned from to the event it judges; one measurement for each part of a poll, of an entity that has its own model.");

    public static Metric DriftSignals { get; } = Counter(
        "streamae.drift.signals", "{signal}", [Attributes.Monitor], "Lasting changes of an entity's behaviour that were found, each of which asks for a training.");

    public static Metric ClusterMembers { get; } = Gauge(
        "streamae.cluster.members", "{process}", [], "Processes that work for the cluster, as this one knows; no series outside a cluster.");

    public static Metric GrainCalls { get; } = Counter(
        "streamae.cluster.grain.calls", "{call}", [Attributes.Monitor, Attributes.Location], "Calls to entities' grains, one an entity and poll.");

    public static Metric GpuRows { get; } = Counter("streamae.gpu.rows", "{row}", [], "Rows that the device scored.");

    public static Metric GpuBatches { get; } = Counter("streamae.gpu.batches", "{batch}", [], "Calls in which it scored them.");

    public static Metric GpuLaunches { get; } = Counter("streamae.gpu.launches", "{launch}", [], "Kernels that were launched for them.");

    public static Metric GpuModelCopies { get; } = Counter(
        "streamae.gpu.model.copies", "{model}", [], "Models that were copied to the device: new, changed, or back again.");

    public static Metric GpuModelCopied { get; } = Counter("streamae.gpu.model.copied", "By", [], "Bytes of those models.");

    public static Metric GpuModelResident { get; } = Gauge("streamae.gpu.model.resident", "By", [], "Memory that the device holds for models.");

    public static Metric GpuQueueTime { get; } = Counter("streamae.gpu.queue.time", "s", [], "Time that calls waited for other calls.");

    public static Metric GpuFailures { get; } = Counter("streamae.gpu.failures", "{failure}", [], "Times the device failed, or could not be opened.");

    public static Metric GpuOccupancy { get; } = Gauge(
        "streamae.gpu.occupancy", "1", [], "Share of a multiprocessor's threads that the last launch can fill, registers left out of account.");

    /// <summary>In the order of the documentation; the last ones are there where a device scores.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Events, MarkedEvents, ImprobableEvents, DeadLetters, EventLatency, EventAge, PollEvents, PollDuration, PollsInFlight, MonitorRunning,
        ScorerDuration, ScorerRows, CommitDuration, CommitEvents, CommitFailures, SourceLag, SourceUp, OutboxDepth, SinkPublished, SinkFailures, SinkUp,
        Entities, KnownEntities, EntityMoves, MemoryUsed, MemoryLimit, Alerts, AlertBudget, FalseAlarmRate, ThresholdChanges, Requests,
        Trainings, TrainingDuration, TrainingBacklog, ModelsPromoted, ModelAge, DriftSignals, ClusterMembers, GrainCalls,
        GpuRows, GpuBatches, GpuLaunches, GpuModelCopies, GpuModelCopied, GpuModelResident, GpuQueueTime, GpuFailures, GpuOccupancy,
    ];

    private static Metric Counter(string name, string unit, string[] attributes, string summary) => new(name, MetricKind.Counter, unit, attributes, summary);

    private static Metric Gauge(string name, string unit, string[] attributes, string summary) => new(name, MetricKind.Gauge, unit, attributes, summary);

    private static Metric Histogram(string name, string unit, string[] attributes, double[] bounds, string summary) =>
        new(name, MetricKind.Histogram, unit, attributes, summary) { Bounds = bounds };
}
