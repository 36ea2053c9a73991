using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Benchmarks.Kafka;
using StreamAe.Kafka.Native;
using StreamAe.MockBroker;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage;

namespace StreamAe.Benchmarks.Cluster;

/// <summary>
/// The benchmark <c>kafka</c> on one silo of Orleans: from the same topic to committed verdicts, in turn with the local runtime, which is the
/// peer. Beside it what a grain takes in memory (<see cref="EntityHeap"/>), and silos as processes (<see cref="TwoSilos"/>).
/// </summary>
internal static class OrleansBenchmark
{
    private const string Assembly = "StreamAe.Orleans";
    private const int Entities = 20_000;
    private const int Partitions = 40;
    private const int Rounds = 40;
    private const int Repetitions = 3;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        IRuntimeModule module;
        try
        {
            KafkaLibrary.Require();
            module = Find();
        }
        catch (Exception error) when (error is KafkaLibraryException or IOException)
        {
            return [BenchmarkRow.Missing("orleans.committed", "events/s", options.Threads, error.Message)];
        }

        return RunAsync(options, module).GetAwaiter().GetResult();
    }

    /// <exception cref="IOException">This build has no such part.</exception>
    public static IRuntimeModule Find() =>
        (IRuntimeModule)Activator.CreateInstance(System.Reflection.Assembly.Load(new AssemblyName(Assembly)).GetExportedTypes()
            .Single(t => t.IsAssignableTo(typeof(IRuntimeModule))))!;

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options, IRuntimeModule module)
    {
        // First: what the others leave goes in its own time.
        double bare = await EntityHeap.BytesEachAsync(new LocalRuntimeHost());
        double grain = await EntityHeap.BytesEachAsync(module.Create(new RuntimeSetup(TimeProvider.System, NullLoggerFactory.Instance)));
        await using MockBrokerProcess broker = await MockBrokerProcess.StartAsync();
        await broker.CreateTopicAsync(TopicLoad.Topic, Partitions);
        using var load = new TopicLoad(broker.BootstrapServers, Entities, Partitions);
        long events = load.Fill(Rounds);
        var ours = new Judged[Repetitions];
        var peer = new Judged[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            peer[i] = await JudgeAsync(broker.BootstrapServers, $"local-{i}", events, options.Threads, null);
            ours[i] = await JudgeAsync(
                broker.BootstrapServers, $"orleans-{i}", events, options.Threads, module.Create(new RuntimeSetup(TimeProvider.System, NullLoggerFactory.Instance)));
        }

        double rate = Measurement.Median([.. ours.Select(j => j.Rate)]);
        double local = Measurement.Median([.. peer.Select(j => j.Rate)]);
        Judged last = ours[^1];
        string shape = $"JSON of {TopicLoad.Fields} numbers, {Entities:N0} entities, {Partitions} partitions, durable in SQLite";
        return
        [
            BenchmarkRow.Against("orleans.committed", "events/s", rate, local, options.Threads, $"{shape}; peer = the local runtime on the same topic"),
            BenchmarkRow.Plain("orleans.allocatedBytesPerEvent", "B", last.AllocatedBytes, options.Threads, $"the local runtime {peer[^1].AllocatedBytes:0} B"),
            BenchmarkRow.Plain("orleans.callsPerEvent", "calls", last.Counters.GrainCalls / (double)last.Events, options.Threads, "one an entity and poll"),
            BenchmarkRow.Plain(
                "orleans.scorerBatch", "rows", last.Counters.ScoredRows / Math.Max(1.0, last.Counters.ScorerCalls), options.Threads, "a scorer call of the silo, mean"),
            BenchmarkRow.Plain(
                "orleans.bytesPerEntity", "B", grain - bare, options.Threads, $"of managed heap, more than the {bare:0} B on the local runtime"),
            .. await TwoSilos.RunAsync(options.Threads),
        ];
    }

    private static async Task<Judged> JudgeAsync(string brokers, string group, long events, int shards, IRuntimeHost? host)
    {
        using var folder = new TemporaryFolder();
        using var store = SqliteStateStore.Open(folder.Path, []);
        await using var monitor = new TopicMonitor(store, brokers, group, Entities, shards, trains: false, host);
        monitor.Start();

        // By then every entity is in memory.
        await monitor.WaitAsync(events / 10);
        (long from, long start, long bytes) = (monitor.Committed, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        await monitor.WaitAsync(events);
        long judged = monitor.Committed - from;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double allocated = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)judged;
        return new Judged(judged / seconds, allocated, monitor.Committed, monitor.Counters);
    }

    private sealed record Judged(double Rate, double AllocatedBytes, long Events, RuntimeCounters Counters);
}
