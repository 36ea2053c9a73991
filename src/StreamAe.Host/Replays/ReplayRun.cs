using System.Text.Json;
using StreamAe.Host.Commands;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Ranges;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Replaying;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Replays;

/// <summary>
/// Judges a range of a Kafka source again, with the service's decoder, runtime and stored models, and writes what comes of it to a folder. The
/// service may run meanwhile: nothing of it is changed, neither its store nor its consumer group nor its sinks.
/// </summary>
internal sealed class ReplayRun
{
    private readonly ServiceConfiguration _configuration;
    private readonly MonitorDefinition _definition;
    private readonly KafkaSource _source;
    private readonly KafkaFeedOptions _feed;
    private readonly IReplayStore _store;
    private readonly ReplayOptions _options;
    private readonly ComputeChoice _compute;
    private readonly RuntimeOptions _runtime;
    private readonly TimeProvider _time;
    private readonly IProgress<ReplayProgress> _progress;
    private readonly Action<string> _report;

    /// <param name="report">Told in words what the compute backend has to say.</param>
    public ReplayRun(
        ServiceConfiguration configuration,
        MonitorBinding monitor,
        KafkaSource source,
        IReplayStore store,
        ReplayOptions options,
        PartCatalog parts,
        TimeProvider time,
        IProgress<ReplayProgress> progress,
        Action<string> report)
    {
        _configuration = configuration;
        _source = source;
        _feed = KafkaFeeds.OptionsOf(source, monitor.Definition.Name, configuration.Runtime);
        _store = store;
        _options = options;
        _compute = ComputeChoice.Make(configuration.Compute, configuration.ComputeDevice, parts);
        _time = time;
        _progress = progress;
        _report = report;

        // Rows are kept for windows only: nothing is trained.
        _definition = monitor.Definition with { Training = monitor.Definition.Training with { HistoryRows = 1 } };
        Definition = monitor.Definition;
        _runtime = new RuntimeOptions
        {
            Shards = configuration.Runtime.Shards ?? Environment.ProcessorCount,
            PollRows = configuration.Runtime.PollRows,
            PollsInFlight = configuration.Runtime.PollsInFlight,
            ScoreBatchRows = _compute.BatchRows(configuration.Runtime.PollRows),
            Training = TrainingMode.Off,
        };
    }

    /// <summary>As the monitor file has it.</summary>
    private MonitorDefinition Definition { get; }

    /// <exception cref="KafkaFeedException">The broker does not have the range.</exception>
    /// <exception cref="InvalidDataException">What is stored is damaged, or does not fit the monitor.</exception>
    /// <exception cref="IOException">The store or the folder cannot be used.</exception>
    public async Task<ReplayReport> RunAsync(CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        RecordedMonitor recorded = LoadRecorded();
        IReadOnlyList<PartitionRange> ranges = FindRanges();
        (IReadOnlyDictionary<string, long> begins, int unknown) = await FindBeginsAsync(recorded, ranges, cancellationToken).ConfigureAwait(false);

        var from = ranges.ToDictionary(r => r.Source, r => r.From, StringComparer.Ordinal);
        var plans = new PlanSet(_definition) { Overrides = ThresholdOverrides.Of(_options.Overrides) };
        var models = new ModelReplay(_store, plans, recorded, _options.Models, begins, from);
        using var files = new ReplayFiles(_options.Output);
        using var deadLetters = new RangeDeadLetters(files.DeadLetters, from);
        var judged = new MessageCount("judging", ranges.Sum(r => r.To - r.WarmUp), _progress);
        var record = new ReplayRecord(_store, plans, files, from);
        IScorer scorer = _compute.Create(_time, _report, _report);
        using var device = scorer as IDisposable;
        var runtime = new LocalRuntime(
            plans,
            scorer,
            new NullCommitter(needsState: false, record.Observe),
            deadLetters,
            _runtime with { ExplainAll = true, Loader = models, Schedule = models });
        await using (runtime.ConfigureAwait(false))
        {
            await PartitionReading.RunAsync(
                ranges, range => ReadAsync(runtime, range, deadLetters, judged.Add, cancellationToken), cancellationToken).ConfigureAwait(false);
            await runtime.DrainAsync().ConfigureAwait(false);
        }

        ReplayReport report = record.Summarize(new ReplayReport(
            Definition.Name,
            _source.Name,
            _options.Models.ToString()!,
            [.. ranges.Select(r => new ReplayedPartition(r.Source, r.WarmUp, r.From, r.To))],
            judged.InRange,
            judged.BeforeRange,
            Rows: 0,
            Entities: 0,
            Scored: 0,
            Anomalous: 0,
            Alerts: 0,
            deadLetters.Counts,
            ModelsUsed: [],
            models.RowsWithoutModel,
            models.EntitiesWithoutModel,
            unknown,
            RecordedScores: null,
            new ComparedAlerts(0, 0, 0),
            WarningsOf(recorded, ranges, models, unknown),
            _time.GetElapsedTime(start).TotalSeconds)
        {
            Compute = _compute.Description,
        });
        files.WriteReport(JsonSerializer.Serialize(report, JsonOutput.Options));
        return report;
    }

    private RecordedMonitor LoadRecorded()
    {
        RecordedMonitor recorded = _store.Load(Definition.Name) ?? throw new InvalidDataException(
            $"The store holds nothing of monitor {Definition.Name}: no service has run it yet, so there are no models to replay with. Run it first.");
        var plans = new PlanSet(Definition);
        foreach (StoredPlan plan in recorded.Plans)
        {
            if (plans.IsFormer(StoredPlans.Of(plans, plan)))
            {
                throw new InvalidDataException(
                    $"Monitor {Definition.Name} was edited since the service ran it: its features, window or model are others now, and no model is there for "
                    + "them. Start the service with the edited file first, or replay with the file as it was.");
            }
        }

        return recorded;
    }

    private IReadOnlyList<PartitionRange> FindRanges()
    {
        using var finder = new RangeFinder(_feed);
        return finder.Find(_options.From, _options.To, _options.WarmUp);
    }

    private Task<(IReadOnlyDictionary<string, long> Begins, int Unknown)> FindBeginsAsync(
        RecordedMonitor recorded, IReadOnlyList<PartitionRange> ranges, CancellationToken cancellationToken)
    {
        var counted = new MessageCount("counting", EntityBegins.ToPositions(recorded, ranges).Sum(r => r.To - r.From), _progress);
        var deadLetters = new Monitoring.Files.DeadLetterCounter(keep: 0);
        return EntityBegins.FindAsync(
            new PlanSet(_definition),
            recorded,
            ranges,
            _runtime,
            (runtime, range) => ReadAsync(runtime, range, deadLetters, counted.Add, cancellationToken),
            cancellationToken);
    }

    private Task ReadAsync(
        MonitorRuntime runtime, PartitionRange range, IDeadLetterSink deadLetters, Action<long, bool> read, CancellationToken cancellationToken)
    {
        IRecordDecoder decoder = RecordDecoder.Create(_source.Format, _definition, runtime.Plans.Directory);
        return new RangeReader(_feed, range, decoder, deadLetters, _time, read).RunAsync(runtime, cancellationToken);
    }

    private List<string> WarningsOf(RecordedMonitor recorded, IReadOnlyList<PartitionRange> ranges, ModelReplay models, int unknown)
    {
        var warnings = new List<string>();
        if (_options.Overrides.Count > 0)
        {
            string thresholds = _options.Overrides.Count == 1 ? "1 threshold that was set holds" : $"{_options.Overrides.Count} thresholds that were set hold";
            warnings.Add($"{thresholds} for the whole range, as it is now.");
        }

        PartitionRange[] ahead = [.. ranges.Where(r => recorded.Positions.GetValueOrDefault(r.Source) < r.To)];
        if (ahead.Length > 0)
        {
            warnings.Add(
                $"The service has not judged all of the range yet: {string.Join(", ", ahead.Select(r => $"{r.Source} up to {recorded.Positions.GetValueOrDefault(r.Source)} of {r.To}"))}.");
        }

        PartitionRange[] cold = [.. ranges.Where(r => r.WarmUp == r.From && r.From > 0)];
        if (cold.Length > 0)
        {
            warnings.Add(
                $"Nothing was read before the range of {string.Join(", ", cold.Select(r => r.Source))}: windows, smoothed scores, silences and alert policies begin empty there.");
        }

        if (unknown > 0)
        {
            warnings.Add($"The service has passed over some of what the broker holds: {unknown} entities count their observations from 0, so their alerts have other ids.");
        }

        if (models.EntitiesWithoutModel > 0)
        {
            warnings.Add(_options.Models is ModelChoice.Version version
                ? $"{models.EntitiesWithoutModel} entities have no model of version {version.Number}, or it is kept no longer; {models.RowsWithoutModel} of their rows were not judged."
                : $"The models that judged {models.EntitiesWithoutModel} entities are kept no longer, or are of the monitor as it was before it was edited; {models.RowsWithoutModel} of their rows were not judged.");
        }

        return warnings;
    }
}
