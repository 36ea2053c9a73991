using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Tests.Support;

namespace StreamAe.Kafka.Tests.Consuming;

/// <summary>Topics that get more partitions while they are read, or between two runs.</summary>
public sealed class KafkaFeedGrowthTests
{
    private const int Limit = 120_000;

    [Theory(Timeout = Limit)]
    [InlineData(StartPosition.Earliest)]
    [InlineData(StartPosition.Latest)]
    public async Task Run_PartitionsAreAdded_ReadsThemWhole(StartPosition start)
    {
        Assert.SkipWhen(TestCluster.NoRealBroker is not null, TestCluster.NoRealBroker ?? "");
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic) with { Start = start }, file.Store);
        await Eventually.IsTrueAsync(() => feed.Feed.Partitions.Count == 2, feed.Log.ToString);
        cluster.Produce(topic, 2, first: 0, count: 100);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);

        await cluster.AddPartitionsAsync(topic, 5);
        cluster.Produce(topic, 5, first: 100, count: 500);
        await file.AssertEachOnceAsync(600, feed.Log.ToString);
        Assert.Equal(5, feed.Feed.Partitions.Count);
    }

    /// <summary>The mock cannot add partitions; a topic made anew with more of them is the next best.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_TopicMadeAnewWithMorePartitionsWhileReading_ReadsThemWhole()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { Start = StartPosition.Latest };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        await Eventually.IsTrueAsync(() => file.Store.Read().Sources.Values.Any(s => s.Position == 0), feed.Log.ToString);
        cluster.Produce(topic, 1, first: 0, count: 50);
        await file.AssertEachOnceAsync(50, feed.Log.ToString);

        await cluster.Mock.DeleteTopicAsync(topic);
        await cluster.Mock.CreateTopicAsync(topic, 3);
        await using TestCluster writer = cluster.Again();
        // Fewer than before: a position that the new topic has too cannot be told from one of the old.
        writer.Produce(topic, 3, first: 50, count: 90);
        await Eventually.IsTrueAsync(() => file.Store.Read().Effects.Count >= 140, feed.Log.ToString);
        Assert.Equal(Enumerable.Range(0, 140), file.Store.Read().Effects.Select(e => int.Parse(e[(e.IndexOf('=') + 1)..])).Order());
        Assert.Equal(2, feed.Log.Count("was added after its topic was begun"));
    }

    [Fact(Timeout = Limit)]
    public async Task Run_TopicHasMorePartitionsThanInTheRunBefore_ReadsThemWhole()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 3);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { Start = StartPosition.Latest };
        foreach (int partition in (int[])[0, 1])
        {
            // What an earlier run, of when the topic had two, has left.
            file.Store.Claim("test", $"src/kafka:{topic}/{partition}");
            file.Store.Place($"src/kafka:{topic}/{partition}", 0);
        }

        cluster.Produce(topic, 3, first: 0, count: 300);
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        await file.AssertEachOnceAsync(300, feed.Log.ToString);
        Assert.Equal(1, feed.Log.Count($"src/kafka:{topic}/2 was added after its topic was begun"));
    }
}
