using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Native;
using StreamAe.Kafka.Tests.Support;
using StreamAe.MockBroker;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Storage;

namespace StreamAe.Benchmarks.Kafka;

/// <summary>
/// From a topic to committed verdicts: JSON messages of ten numbers about 20,000 entities, each with its own model, effects in a store on the
/// disk. The broker is a process of its own (librdkafka's mock, over TCP; <c>STREAMAE_TEST_KAFKA</c> names a real one), and shares the
/// processors. The peer is the same consumer, parsing the same messages and forgetting them, in the same run.
/// </summary>
internal static class KafkaBenchmark
{
    private const int Entities = 20_000;
    private const int Partitions = 40;

    // Most of what the mock broker keeps, 5 MiB a partition.
    private const int Rounds = 40;
    private const int Repetitions = 3;
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        try
        {
            KafkaLibrary.Require();
        }
        catch (KafkaLibraryException error)
        {
            return [BenchmarkRow.Missing("kafka.committed", "events/s", options.Threads, error.Message)];
        }

        return RunAsync(options).GetAwaiter().GetResult();
    }

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options)
    {
        await using MockBrokerProcess broker = await MockBrokerProcess.StartAsync();
        await broker.CreateTopicAsync(TopicLoad.Topic, Partitions);
        using var load = new TopicLoad(broker.BootstrapServers, Entities, Partitions);
        long events = load.Fill(Rounds);
        double[] ours = new double[Repetitions];
        double[] peer = new double[Repetitions];
        double allocated = 0;
        for (int i = 0; i < Repetitions; i++)
        {
            peer[i] = await ParseAsync(broker.BootstrapServers, $"peer-{i}", events);
            (ours[i], allocated) = await JudgeAsync(broker.BootstrapServers, $"ours-{i}", events, options.Threads);
        }

        double rate = Measurement.Median(ours);
        (LatencyRecorder calm, _) = await SteadyAsync(broker, load, rate / 2, options.Threads, trains: false);
        (LatencyRecorder training, long trainings) = await SteadyAsync(broker, load, rate / 2, options.Threads, trains: true);
        string shape = $"JSON of {TopicLoad.Fields} numbers, {Entities:N0} entities, {Partitions} partitions, durable in SQLite";
        string half = $"from produce to durable verdict at {rate / 2:N0} events/s";
        return
        [
            BenchmarkRow.Against("kafka.committed", "events/s", rate, Measurement.Median(peer), options.Threads, $"{shape}; peer = the same consumer that parses and forgets"),
            BenchmarkRow.Plain("kafka.allocatedBytesPerEvent", "B", allocated, options.Threads, "reading, judging and committing"),
            BenchmarkRow.Plain("kafka.latency.p50", "ms", calm.Quantile(0.5), options.Threads, $"{half}, {calm.Count:N0} events"),
            BenchmarkRow.Plain("kafka.latency.p99", "ms", calm.Quantile(0.99), options.Threads, half),
            BenchmarkRow.Plain(
                "kafka.latency.retraining.p99", "ms", training.Quantile(0.99), options.Threads, $"{half}, while {trainings:N0} models were trained"),
        ];
    }

    /// <summary>The peer: events a second.</summary>
    private static async Task<double> ParseAsync(string brokers, string group, long events)
    {
        var definition = new MonitorDefinition
        {
            Name = TopicMonitor.Name,
            EntityField = "entity",
            TimeField = "t",
            Features = [.. Enumerable.Range(0, TopicLoad.Fields).Select(f => FeatureDefinition.Number($"c{f}"))],
        };
        var plans = new PlanSet(definition);
        var decoder = new DroppingDecoder(RecordDecoder.Create(new KafkaFormat(), definition, plans.Directory));
        KafkaFeed? feed = null;
        var runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            new NullCommitter(observe: poll => feed!.OnCommitted(poll.Source, poll.Batch.EndPosition)),
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 1, Training = TrainingMode.Off, Loader = new NoEntities(), PollsInFlight = TopicMonitor.PollsInFlight });
        feed = new KafkaFeed(
            new KafkaFeedOptions { Name = "peer", Brokers = brokers, Topics = [TopicLoad.Topic], Group = group, Properties = TopicLoad.ConsumerProperties },
            decoder,
            _ => new SourceClaim(1, null),
            new DeadLetterCounter(),
            TimeProvider.System,
            NullLogger<KafkaFeed>.Instance);
        using var stop = new CancellationTokenSource();
        await using (runtime)
        {
            Task work = feed.RunAsync(runtime, stop.Token);
            long warm = events / 10;
            await UntilAsync(() => decoder.Parsed >= warm, work);
            (long from, long start) = (decoder.Parsed, Stopwatch.GetTimestamp());
            await UntilAsync(() => decoder.Parsed >= events, work);
            double rate = (decoder.Parsed - from) / Stopwatch.GetElapsedTime(start).TotalSeconds;
            await stop.CancelAsync();
            await work;
            return rate;
        }
    }

    private static async Task<(double Rate, double AllocatedBytes)> JudgeAsync(string brokers, string group, long events, int shards)
    {
        using var folder = new TemporaryFolder();
        using var store = SqliteStateStore.Open(folder.Path, []);
        await using var monitor = new TopicMonitor(store, brokers, group, Entities, shards, trains: false);
        monitor.Start();
        await monitor.WaitAsync(events / 10);
        (long from, long start, long bytes) = (monitor.Committed, Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        await monitor.WaitAsync(events);
        long judged = monitor.Committed - from;
        return (judged / Stopwatch.GetElapsedTime(start).TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)judged);
    }

    /// <summary>Produces at a rate beside the monitor and records how long each event takes.</summary>
    private static async Task<(LatencyRecorder Latency, long Trainings)> SteadyAsync(
        MockBrokerProcess broker, TopicLoad load, double rate, int shards, bool trains)
    {
        using var folder = new TemporaryFolder();
        using var store = SqliteStateStore.Open(folder.Path, []);
        await using var monitor = new TopicMonitor(store, broker.BootstrapServers, $"steady-{trains}", Entities, shards, trains);
        monitor.Start();

        // What the topic holds from before is read first.
        await monitor.WaitAsync((long)Rounds * Entities / 2);
        long quiet = -1;
        while (quiet != monitor.Committed)
        {
            quiet = monitor.Committed;
            await Task.Delay(1000);
        }

        var latency = new LatencyRecorder();
        long begin = Stopwatch.GetTimestamp(), sent = 0;
        long trained = 0;
        while (Stopwatch.GetElapsedTime(begin) < Settling + Steady)
        {
            long due = (long)(Stopwatch.GetElapsedTime(begin).TotalSeconds * rate);
            long ticks = TimeProvider.System.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).Ticks;
            for (; sent < due; sent++)
            {
                load.Send((int)(sent % Entities), sent / Entities, ticks);
            }

            if (monitor.Latency is null && Stopwatch.GetElapsedTime(begin) > Settling)
            {
                trained = monitor.Trainings;
                monitor.Latency = latency;
            }

            await Task.Delay(1);
        }

        monitor.Latency = null;
        return (latency, monitor.Trainings - trained);
    }

    private static async Task UntilAsync(Func<bool> holds, Task work)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (work.IsFaulted)
            {
                await work;
            }

            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(5))
            {
                throw new TimeoutException("The topic was not read to its end within 5 minutes.");
            }

            await Task.Delay(5);
        }
    }
}
