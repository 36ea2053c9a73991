using System.Text.Json;
using System.Text.Json.Serialization;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>
/// Trains every entity on its train files, then streams the test files through the same runtime that a service uses, with trainings taking
/// effect at exact rows: the same files and monitor give the same verdicts, byte for byte, on any number of threads.
/// </summary>
public sealed class Backtest : IDisposable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly BacktestOptions _options;
    private readonly IScorer _scorer;
    private readonly TimeProvider _time;
    private readonly IProgress<BacktestProgress> _progress;
    private readonly PlanSet _plans;
    private readonly DeadLetterCounter _deadLetters = new();
    private readonly List<EntityRecord> _records = [];
    private readonly VerdictCsv? _verdicts;
    private readonly DeadLetterCsv? _deadLetterFile;
    private bool _isJudging;
    private long _rows;
    private float[] _encoded = [];

    private Backtest(BacktestOptions options, IScorer scorer, TimeProvider time, IProgress<BacktestProgress> progress)
    {
        _options = options;
        _scorer = scorer;
        _time = time;
        _progress = progress;
        _plans = new PlanSet(options.Definition);
        if (options.OutputFolder is string folder)
        {
            Directory.CreateDirectory(folder);
            _verdicts = new VerdictCsv(File.Create(Path.Combine(folder, "verdicts.csv")));
            _deadLetterFile = new DeadLetterCsv(Path.Combine(folder, "deadletters.csv"));
        }
    }

    /// <exception cref="ObservationFileException">A file cannot be read at all.</exception>
    public static async Task<BacktestReport> RunAsync(
        BacktestOptions options,
        IScorer scorer,
        TimeProvider time,
        IProgress<BacktestProgress> progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        BacktestReport report;
        using (var backtest = new Backtest(options, scorer, time, progress))
        {
            report = await backtest.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        if (options.OutputFolder is string folder)
        {
            FileStream stream = File.Create(Path.Combine(folder, "report.json"));
            await using (stream.ConfigureAwait(false))
            {
                await JsonSerializer.SerializeAsync(stream, report, Json, cancellationToken).ConfigureAwait(false);
            }
        }

        return report;
    }

    /// <summary>The report as report.json has it.</summary>
    public static string ToJson(BacktestReport report) => JsonSerializer.Serialize(report, Json);

    public void Dispose()
    {
        _verdicts?.Dispose();
        _deadLetterFile?.Dispose();
    }

    private async Task<BacktestReport> RunAsync(CancellationToken cancellationToken)
    {
        IDeadLetterSink letters = _deadLetterFile is null ? _deadLetters : new DeadLetterFanOut(_deadLetters, _deadLetterFile);
        var layout = new FileLayout(
            _options.Definition.EntityField,
            _options.Definition.TimeField,
            _options.Definition.LabelField,
            FeatureEncoder.ChannelsOf(_options.Definition));
        ObservationFileSet train = ObservationFileSet.Open(_options.TrainFiles, layout, _plans.Directory, letters);
        await using (train.ConfigureAwait(false))
        {
            ObservationFileSet test = ObservationFileSet.Open(_options.TestFiles, layout, _plans.Directory, letters);
            await using (test.ConfigureAwait(false))
            {
                var runtime = new LocalRuntime(
                    _plans,
                    _scorer,
                    new NullCommitter(needsState: false, Observe),
                    letters,
                    new RuntimeOptions { Shards = _options.Threads, Training = TrainingMode.Inline, ExplainAll = true });
                await using (runtime.ConfigureAwait(false))
                {
                    runtime.HoldsTraining = true;
                    await StreamAsync(runtime, train, BacktestPhase.ReadingHistory, cancellationToken).ConfigureAwait(false);
                    Train(runtime, cancellationToken);
                    runtime.HoldsTraining = false;
                    _isJudging = true;
                    await StreamAsync(runtime, test, BacktestPhase.Judging, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return Measure();
    }

    private async Task StreamAsync(MonitorRuntime runtime, ObservationFileSet files, BacktestPhase phase, CancellationToken cancellationToken)
    {
        _rows = 0;
        for (int i = 0; i < files.Sources.Count; i++)
        {
            _progress.Report(new BacktestProgress(phase, i, files.Sources.Count, _rows));
            await runtime.RunAsync([files.Sources[i]], cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        _progress.Report(new BacktestProgress(phase, files.Sources.Count, files.Sources.Count, _rows));
    }

    private void Train(LocalRuntime runtime, CancellationToken cancellationToken)
    {
        int done = 0;
        int total = runtime.Entities.Count();
        _progress.Report(new BacktestProgress(BacktestPhase.Training, 0, total, 0));
        InitialTraining.Run(
            runtime,
            _options.Threads,
            _time,
            (monitor, result, elapsed) =>
        {
            EntityRecord record = RecordOf(_plans.Directory.GetOrAdd(monitor.Key));
            record.TrainSeconds = elapsed.TotalSeconds;
            record.Model = $"{monitor.Plan.Architecture}: {result.Detail}";
            record.Training = TrainingFigures.Of(result);
            (float[] rows, _) = monitor.History.Copy();
            record.Season = monitor.CopySeason();
            record.History = monitor.CopyHistory();
            record.PreviousTime = monitor.LastEventTime;
            record.FitBaselines(rows, monitor.Plan.Encoder.Count, _options.Definition.Threshold.Quantile);
            _options.Observer?.Trained(monitor.Key, rows, monitor.Plan.Encoder.Count);
            _progress.Report(new BacktestProgress(BacktestPhase.Training, Interlocked.Increment(ref done), total, 0));
        },
            cancellationToken);
    }

    /// <summary>Called with every poll in order, on one thread at a time.</summary>
    private void Observe(Poll poll)
    {
        _rows += poll.Batch.Count;
        if (!_isJudging)
        {
            return;
        }

        _verdicts?.Write(poll);
        long now = _time.GetTimestamp();
        FeatureEncoder encoder = poll.Plan.Encoder;
        if (_encoded.Length != poll.Plan.EncodedFloats)
        {
            _encoded = new float[poll.Plan.EncodedFloats];
        }

        ReadOnlySpan<float> encoded = _encoded.AsSpan(0, encoder.Count);

        ReadOnlySpan<sbyte> labels = poll.Batch.Labels;
        VerdictList verdicts = poll.Verdicts;
        for (int row = 0; row < verdicts.Count; row++)
        {
            ref readonly Verdicts.Verdict verdict = ref verdicts[row];
            EntityRecord record = RecordOf(verdict.Entity);
            long previous = record.PreviousTime;
            record.PreviousTime = verdict.EventTime;
            encoder.Encode(poll.Batch.ValuesOf(row), verdict.EventTime, previous, _encoded);
            if (!verdict.Flags.HasFlag(Verdicts.VerdictFlags.Rejected) && record.History.Length > 0)
            {
                poll.Plan.Memory.History!.Encode(poll.Batch.ValuesOf(row), verdict.EventTime, previous, record.History, _encoded);
            }

            if (!verdict.Flags.HasFlag(Verdicts.VerdictFlags.Rejected) && record.Season.Length > 0)
            {
                poll.Plan.Memory.Removal!.Remove(verdict.EventTime, record.Season, _encoded);
            }

            record.FirstSeen = record.FirstSeen == 0 ? now : record.FirstSeen;
            record.LastSeen = now;
            record.Add(verdict, labels[row], encoded);
            _options.Observer?.Judged(record.Entity, verdict, labels[row], encoded);
        }
    }

    private EntityRecord RecordOf(int entity)
    {
        lock (_records)
        {
            while (_records.Count <= entity)
            {
                _records.Add(new EntityRecord(_plans.Directory.KeyOf(_records.Count)));
            }

            return _records[entity];
        }
    }

    private BacktestReport Measure()
    {
        _progress.Report(new BacktestProgress(BacktestPhase.Measuring, 0, _records.Count, 0));
        var entities = new EntityFigures[_records.Count];
        int done = 0;
        Parallel.For(0, _records.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i =>
        {
            entities[i] = _records[i].Measure(_time.TimestampFrequency);
            _progress.Report(new BacktestProgress(BacktestPhase.Measuring, Interlocked.Increment(ref done), _records.Count, 0));
        });
        var tested = entities.Where(e => e.Rows > 0).ToList();
        return new BacktestReport(
            _options.Definition.Name,
            BacktestSummary.Of(tested),
            tested,
            Enum.GetValues<DeadLetterReason>().Where(r => _deadLetters.Count(r) > 0).ToDictionary(r => r.ToString(), _deadLetters.Count));
    }

    /// <summary>Counts everything and writes everything.</summary>
    private sealed class DeadLetterFanOut(params IDeadLetterSink[] sinks) : IDeadLetterSink
    {
        public void Add(DeadLetter letter)
        {
            foreach (IDeadLetterSink sink in sinks)
            {
                sink.Add(letter);
            }
        }
    }
}
