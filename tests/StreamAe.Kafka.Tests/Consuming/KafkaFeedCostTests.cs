using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Tests.Support;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Kafka.Tests.Consuming;

public sealed class KafkaFeedCostTests
{
    private const int Partitions = 8;
    private const int Messages = 320_000;

    // Always full, so that all buffers have their size within the first half.
    private const int PollRows = 512;

    /// <summary>Confluent's own Consume takes 200 bytes and more a message; an allocation a message would show here.</summary>
    private const int MostBytesPerMessage = 16;

    [Fact(Timeout = 180_000)]
    public async Task Run_ManyMessages_AllocatesNothingPerMessage()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string topic = await cluster.NewTopicAsync(Partitions);
        byte[][] values = [.. Enumerable.Range(0, 50).Select(i => Encoding.UTF8.GetBytes($"entity-{i},{i}"))];
        for (int i = 0; i < Messages; i++)
        {
            cluster.Produce(topic, i % Partitions, values[i % values.Length]);
            if (i % 20_000 == 0)
            {
                cluster.Flush();
            }
        }

        cluster.Flush();
        var plans = new PlanSet(new MonitorDefinition { Name = "cost", Cohort = new CohortDefinition { Enabled = false } });
        KafkaFeed? feed = null;
        var decoder = new MeasuringDecoder(new TestDecoder(plans.Directory));
        var committer = new NullCommitter(observe: poll => feed!.OnCommitted(poll.Source, poll.Batch.EndPosition));
        var deadLetters = new RecordingDeadLetters();
        using var stop = new CancellationTokenSource();
        await using var runtime = new LocalRuntime(
            plans, new SimdScorer(), committer, deadLetters, new RuntimeOptions { Shards = 1, PollsInFlight = Partitions, Training = TrainingMode.Off });
        feed = new KafkaFeed(
            FeedUnderTest.Options(cluster.Brokers, topic) with { PollRows = PollRows },
            decoder,
            _ => new SourceClaim(1, null),
            deadLetters,
            TimeProvider.System,
            NullLogger<KafkaFeed>.Instance);

        Task running = feed.RunAsync(runtime, stop.Token);
        double rate = Messages / 2 / (await decoder.Elapsed.Task).TotalSeconds;
        double bytes = (double)decoder.AllocatedBytes / (Messages / 2);
        await stop.CancelAsync();
        await running;

        TestContext.Current.TestOutputHelper?.WriteLine($"{rate:N0} messages/s, {bytes:0.0} bytes allocated a message");
        Assert.InRange(bytes, 0, MostBytesPerMessage);
    }

    /// <summary>Measures the thread that decodes, which is the one that reads, over the second half of the messages.</summary>
    private sealed class MeasuringDecoder(TestDecoder decoder) : IRecordDecoder
    {
        private int _read;
        private long _start;

        public Schema Schema => decoder.Schema;

        public long AllocatedBytes { get; private set; }

        public TaskCompletionSource<TimeSpan> Elapsed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryDecode(in KafkaRecord record, ObservationBatch batch, long position, out DecodeProblem problem)
        {
            _read++;
            if (_read == Messages / 2)
            {
                _start = TimeProvider.System.GetTimestamp();
                AllocatedBytes = -GC.GetAllocatedBytesForCurrentThread();
            }
            else if (_read == Messages)
            {
                AllocatedBytes += GC.GetAllocatedBytesForCurrentThread();
                Elapsed.SetResult(TimeProvider.System.GetElapsedTime(_start));
            }

            return decoder.TryDecode(record, batch, position, out problem);
        }
    }
}
