using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Storage;

namespace StreamAe.Benchmarks.Entities;

/// <summary>
/// A million cards of the shipped card monitor, judged by their cohort's model, in an embedded store on the disk: what they take in memory
/// when all are there, and how fast they come and go when memory holds a tenth of them and every event is of one that had left.
/// </summary>
internal static class EntitiesBenchmark
{
    private const int Rounds = 3;
    private const int TouchedAgain = 200_000;
    private const int MemoryShare = 10;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        using var folder = new TemporaryFolder();
        return RunAsync(options, folder.Path).GetAwaiter().GetResult();
    }

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options, string folder)
    {
        int entities = options.Entities;
        using var store = SqliteStateStore.Open(folder, []);
        Phase filled = await RunAsync(store, options.Threads, entities, 0, (long)entities * Rounds, memoryBytes: null);
        long from = (long)entities * Rounds;
        long limit = filled.Bytes / MemoryShare;
        Phase touched = await RunAsync(store, options.Threads, entities, from, from + Math.Min(TouchedAgain, entities), limit);
        string shape = $"{entities:N0} cards of the shipped monitor with {Rounds} payments each";
        return
        [
            BenchmarkRow.Plain(
                "entities.resident", "entities", filled.Entities, options.Threads, $"{shape}; {filled.EventsPerSecond:N0} events/s to the disk while they come"),
            BenchmarkRow.Plain(
                "entities.bytesEach",
                "B",
                (double)filled.Bytes / filled.Entities,
                options.Threads,
                $"{(double)filled.PageBytes / filled.Entities:N0} B of them rows; {filled.Bytes / 1e9:N2} GB in all"),
            BenchmarkRow.Plain(
                "entities.activationsPerSecond",
                "entities/s",
                touched.EventsPerSecond,
                options.Threads,
                $"each read from the disk, judged, committed, sent away; limit {limit / 1e6:N0} MB, at the end {touched.Bytes / 1e6:N0} MB with {touched.Entities:N0} entities"),
        ];
    }

    /// <summary>Of its own, so that nothing of one phase is held while the next is measured.</summary>
    private static async Task<Phase> RunAsync(SqliteStateStore store, int threads, int entities, long from, long to, long? memoryBytes)
    {
        long before = HeldBytes();
        await using var monitor = new Monitor(store, threads, memoryBytes);
        double seconds = await monitor.RunAsync(entities, from, to);
        return new Phase(
            monitor.Runtime.EntitiesInMemory, HeldBytes() - before, monitor.Plans.All.Sum(p => p.HistoryPages.Bytes), (to - from) / seconds);
    }

    /// <summary>What the process holds on to, in and outside of the collected heap.</summary>
    private static long HeldBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed record Phase(int Entities, long Bytes, long PageBytes, double EventsPerSecond);

    private sealed class Monitor : IAsyncDisposable
    {
        private readonly GroupCommitter _committer;
        private readonly Schema _schema;

        public Monitor(SqliteStateStore store, int threads, long? memoryBytes)
        {
            Plans = new PlanSet(Load());
            _schema = new Schema(FeatureEncoder.ChannelsOf(Plans.Definition)!);
            _committer = new GroupCommitter(store, _ => { }, new GroupCommitOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
            Runtime = new LocalRuntime(
                Plans,
                new SimdScorer(),
                _committer,
                new DeadLetterCounter(),
                new RuntimeOptions
                {
                    Shards = threads,
                    Training = TrainingMode.Off,
                    Loader = new EntityLoader(store, Plans, TimeProvider.System, NullLogger.Instance),
                    MemoryBytes = memoryBytes,
                });
            MonitorPlan plan = Plans.For(_schema);
            plan.Cohort = plan.MakeResident(CohortOf(plan));
        }

        public PlanSet Plans { get; }

        public LocalRuntime Runtime { get; }

        /// <returns>Seconds until everything was durable.</returns>
        public async Task<double> RunAsync(int entities, long from, long to)
        {
            long start = Stopwatch.GetTimestamp();
            await using var source = new TouchSource(Plans.Directory, _schema, entities, from, to);
            await Runtime.RunAsync([source], CancellationToken.None);
            await Runtime.DrainAsync(source.Name);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public async ValueTask DisposeAsync()
        {
            await Runtime.DisposeAsync();
            await _committer.DisposeAsync();
        }

        private static MonitorDefinition Load()
        {
            using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("cards.yaml")!;
            using var reader = new StreamReader(resource);
            return MonitorFile.Parse(reader, "cards.yaml").Definition!;
        }

        private static EntityModel CohortOf(MonitorPlan plan)
        {
            float[] zeros = new float[plan.Encoder.Count];
            float[] ones = [.. Enumerable.Repeat(1f, plan.Encoder.Count)];
            float[] parameters = SyntheticModels.Create(plan.Architecture, 1).Parameters(0).ToArray();
            return new EntityModel(
                1, ModelOrigin.Cohort, new FeatureScaler(zeros, ones, 10), parameters, ScoreCalibration.Fit([1000, 2000, 3000, 4000]), 0, 1000, 1)
            {
                Plan = plan.Identity,
            };
        }
    }
}
