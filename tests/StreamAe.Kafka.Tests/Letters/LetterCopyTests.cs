using System.Text;
using Confluent.Kafka;
using StreamAe.Kafka.Letters;
using StreamAe.Kafka.Tests.Support;

namespace StreamAe.Kafka.Tests.Letters;

public sealed class LetterCopyTests
{
    private const int Limit = 120_000;

    private static readonly Dictionary<string, string> NoProperties = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Write_OfAMessageThatWasRead_IsTheSameButForItsMarks()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        string topic = await cluster.NewTopicAsync(partitions: 2);
        long time = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        using (IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = cluster.Brokers }).Build())
        {
            for (int i = 0; i < 5; i++)
            {
                await producer.ProduceAsync(
                    new TopicPartition(topic, 1),
                    new Message<byte[]?, byte[]?>
                    {
                        Key = i == 4 ? null : [(byte)i, 0xFF],
                        Value = i == 4 ? null : [(byte)(10 + i)],
                        Headers = [new Header("mine", [7, (byte)i]), new Header("none", null), new Header(ReplayHeader.For, "earlier"u8.ToArray())],
                        Timestamp = new Timestamp(time + i, TimestampType.CreateTime),
                    },
                    Stop);
            }
        }

        using var reader = new OriginalReader(FeedUnderTest.Options(cluster.Brokers, topic), topic, 1, TimeProvider.System);
        using var writer = new CopyWriter("src", cluster.Brokers, topic, NoProperties);
        foreach (int offset in (int[])[2, 3, 0, 4])
        {
            OriginalMessage original = reader.Read(offset, Stop)!;
            CopyResult written = await writer.WriteAsync(original, partition: 1, $"src/kafka:{topic}/1@{offset}", "pumps");
            Assert.Null(written.Problem);
            OriginalMessage copy = reader.Read(written.Offset!.Value, Stop)!;
            Assert.Equal(offset == 4 ? null : [(byte)offset, 0xFF], copy.Key);
            Assert.Equal(offset == 4 ? null : [(byte)(10 + offset)], copy.Value);
            Assert.Equal(time + offset, copy.TimestampMs);
            Assert.False(copy.IsBrokersTime);
            Assert.Equal(["mine", "none", ReplayHeader.Of, ReplayHeader.For], copy.Headers!.Select(h => h.Key));
            Assert.Equal([7, (byte)offset], copy.Headers![0].GetValueBytes());
            Assert.Equal($"src/kafka:{topic}/1@{offset}", Encoding.UTF8.GetString(copy.Headers![2].GetValueBytes()));
            Assert.Equal("pumps", Encoding.UTF8.GetString(copy.Headers![3].GetValueBytes()));
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Read_OfWhatTheTopicDoesNotHold_IsNothing()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 0, count: 3);
        using var reader = new OriginalReader(FeedUnderTest.Options(cluster.Brokers, topic), topic, 0, TimeProvider.System);
        Assert.Null(reader.Read(3, Stop));
        Assert.Null(reader.Read(99, Stop));
        Assert.Equal(1, reader.Read(1, Stop)!.Offset);
        using var elsewhere = new OriginalReader(FeedUnderTest.Options(cluster.Brokers, topic), topic, 7, TimeProvider.System);
        Assert.Null(elsewhere.Read(0, Stop));
    }

    /// <summary>A monitor that has judged the original must not judge a copy that another one needs.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_CopiesForAnotherMonitor_ArePassedOver()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        using var writer = new CopyWriter("src", cluster.Brokers, topic, NoProperties);
        await writer.WriteAsync(Message("entity-0,0"), 0, "src@1", "test");
        await writer.WriteAsync(Message("entity-1,77"), 0, "src@2", "another");
        await writer.WriteAsync(Message("no reading"), 0, "src@3", "another");
        await writer.WriteAsync(Message("entity-1,1"), 0, "src@4", "test");
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic) with { Monitor = "test" }, file.Store);
        await file.AssertEachOnceAsync(2, feed.Log.ToString);
        Assert.Empty(feed.DeadLetters.Letters);
    }

    private static OriginalMessage Message(string value) => new(0, [1], Encoding.UTF8.GetBytes(value), Headers: null, TimestampMs: 0, IsBrokersTime: false);
}
