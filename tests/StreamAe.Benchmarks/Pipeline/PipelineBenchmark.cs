using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Pipeline;

/// <summary>
/// 20,000 entities of 8 channels, each with its own model: observations in memory through prepare → score → judge to a committer that takes
/// the effects, changed entity states written out included, and forgets them. Every history is full, as after some hours of service; what is
/// allocated is counted before that, while histories grow. The peer is bare scoring of rows of the same models, in the same number of
/// threads and the same batch sizes.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Entities = 20_000;
    private const int Channels = 8;
    private const int PollRows = 5_000;

    // Every entity in turn, sixteen times over (whole pages of history): neighbours in a poll are different entities with different models.
    private const int RoundsACall = 16;

    private const int HistoryRows = 256;

    // One more than fill the history: the ring holds a page more than its rows.
    private const int FillingCalls = (HistoryRows / RoundsACall) + 1;

    private const int Repetitions = 15;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        using var pipeline = new PipelineWork(options.Threads);
        var bare = new BareScoring(pipeline.Plan, options.Threads);
        double events = (double)Entities * RoundsACall;

        // The first call makes the polls and their buffers.
        pipeline.Run();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int call = 1; call < FillingCalls; call++)
        {
            pipeline.Run();
        }

        double allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / (events * (FillingCalls - 1));
        (double ours, double peer) = Measurement.Paired(pipeline.Run, bare.Run, events, Repetitions);
        string shape = $"{Entities} entities × {Channels} channels, {pipeline.Plan.Architecture}, polls of {PollRows}";
        return
        [
            BenchmarkRow.Against("pipeline.events", "events/s", ours, peer, options.Threads, $"{shape}, {(double)pipeline.Anomalies / pipeline.Events:P3} anomalous; peer = bare batched scoring"),
            BenchmarkRow.Plain("pipeline.allocatedBytesPerEvent", "B", allocated, options.Threads, "while histories grow; states and alerts included"),
        ];
    }

    private sealed class PipelineWork : IDisposable
    {
        private readonly LocalRuntime _runtime;
        private readonly float[] _values;
        private long _position;
        private long _time;

        public PipelineWork(int threads)
        {
            var definition = new MonitorDefinition
            {
                Name = "benchmark",
                Training = new TrainingDefinition { HistoryRows = HistoryRows },
                Alert = new AlertDefinition { M = 3, N = 5, Cooldown = TimeSpan.FromHours(1) },
            };
            var plans = new PlanSet(definition);
            var schema = new Schema([.. Enumerable.Range(0, Channels).Select(c => Channel.Number($"c{c}"))]);
            Plan = plans.For(schema);
            _runtime = new LocalRuntime(
                plans,
                new SimdScorer(),
                new NullCommitter(needsState: true, Count),
                new DeadLetterCounter(),
                new RuntimeOptions { Shards = threads, Training = TrainingMode.Off });
            _values = new float[Entities * Channels];
            var random = new PhiloxRandom(3);
            foreach (ref float value in _values.AsSpan())
            {
                value = random.NextGaussian();
            }

            AddEntities();
        }

        public MonitorPlan Plan { get; }

        public long Events { get; private set; }

        public long Anomalies { get; private set; }

        public void Run() => RunAsync().GetAwaiter().GetResult();

        public void Dispose() => _runtime.DisposeAsync().AsTask().GetAwaiter().GetResult();

        private void Count(Poll poll)
        {
            Events += poll.Batch.Count;
            foreach (ref readonly Verdict verdict in poll.Verdicts)
            {
                Anomalies += verdict.IsAnomalous ? 1 : 0;
            }
        }

        private void AddEntities()
        {
            ModelArena models = SyntheticModels.Create(Plan.Architecture, Entities);
            float[] zeros = new float[Channels];
            float[] ones = [.. Enumerable.Repeat(1f, Channels)];
            var scaler = new FeatureScaler(zeros, ones, 10);

            // Errors of untrained models are spread like mean squares of Gaussian numbers. With this calibration about two rows in a thousand
            // are anomalous, as may be in service; the share stands in the row's note.
            float[] scores = new float[4000];
            var random = new PhiloxRandom(4);
            foreach (ref float score in scores.AsSpan())
            {
                for (int c = 0; c < Channels; c++)
                {
                    float z = 0.94f * random.NextGaussian();
                    score += z * z / Channels;
                }
            }

            ScoreCalibration calibration = ScoreCalibration.Fit(scores);
            for (int e = 0; e < Entities; e++)
            {
                var monitor = new EntityMonitor(Plan, $"entity-{e:00000}");
                monitor.Promote(new EntityModel(1, ModelOrigin.Own, scaler, models.Parameters(e).ToArray(), calibration, 0, 1000, 1));
                _runtime.Restore(monitor);
            }
        }

        private async Task RunAsync()
        {
            for (int round = 0; round < RoundsACall; round++)
            {
                _time += EventTime.TicksPerSecond;
                for (int start = 0; start < Entities; start += PollRows)
                {
                    Poll poll = await _runtime.RentAsync(CancellationToken.None).ConfigureAwait(false);
                    Fill(poll.Batch, start);
                    await _runtime.DispatchAsync(poll, "memory").ConfigureAwait(false);
                }
            }

            await _runtime.DrainAsync().ConfigureAwait(false);
        }

        private void Fill(ObservationBatch batch, int start)
        {
            batch.Reset(Plan.Schema);
            for (int e = start; e < start + PollRows; e++)
            {
                Span<float> row = batch.Add(e, _time, _position++);
                _values.AsSpan(e * Channels, Channels).CopyTo(row);
            }

            batch.EndPosition = _position;
        }
    }

    /// <summary>The rows alone, in batches of the runtime's size, on as many threads.</summary>
    private sealed class BareScoring
    {
        private readonly Architecture _architecture;
        private readonly ModelArena _arena;
        private readonly int _threads;
        private readonly int[] _slots;
        private readonly float[] _rows;
        private readonly Worker[] _workers;

        public BareScoring(MonitorPlan plan, int threads)
        {
            _architecture = plan.Architecture;
            _arena = plan.Arena;
            _threads = threads;
            _slots = [.. Enumerable.Range(0, Entities)];
            _rows = SyntheticModels.Rows(_architecture, Entities);
            _workers = [.. Enumerable.Range(0, threads).Select(_ => new Worker(_architecture))];
        }

        public void Run()
        {
            if (_threads == 1)
            {
                Work(0);
                return;
            }

            Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads }, Work);
        }

        private void Work(int thread)
        {
            int from = (int)((long)Entities * thread / _threads);
            int to = (int)((long)Entities * (thread + 1) / _threads);
            for (int round = 0; round < RoundsACall; round++)
            {
                _workers[thread].Score(_arena, _slots, _rows, from, to);
            }
        }

        private sealed class Worker(Architecture architecture)
        {
            private static readonly int BatchRows = new RuntimeOptions().ScoreBatchRows;
            private readonly SimdScorer _scorer = new();
            private readonly float[] _reconstructions = new float[BatchRows * architecture.RowStride];
            private readonly float[] _errors = new float[BatchRows];
            private readonly float[] _divergences = new float[BatchRows];

            public void Score(ModelArena arena, int[] slots, float[] rows, int from, int to)
            {
                int stride = architecture.RowStride;
                for (int start = from; start < to; start += BatchRows)
                {
                    int count = Math.Min(BatchRows, to - start);
                    _scorer.Score(
                        arena,
                        new ScoreBatch(slots.AsSpan(start, count), rows.AsSpan(start * stride, count * stride), _reconstructions, _errors, _divergences));
                }
            }
        }
    }
}
