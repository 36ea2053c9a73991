using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Tests.Support;

namespace StreamAe.Kafka.Tests.Consuming;

public sealed class KafkaFeedRebalanceTests
{
    private const int Limit = 180_000;
    private const int Partitions = 6;

    [Fact(Timeout = Limit)]
    public async Task Run_SecondFeedComesAndGoes_EachMessageTakesEffectOnce()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(Partitions);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic);
        await using FeedUnderTest first = FeedUnderTest.Start(options, file.Store);
        cluster.Produce(topic, Partitions, first: 0, count: 600);
        await file.AssertEachOnceAsync(600, first.Log.ToString);

        await using (FeedUnderTest second = FeedUnderTest.Start(options, file.Open()))
        {
            for (int round = 1; round <= 20; round++)
            {
                cluster.Produce(topic, Partitions, first: 600 * round, count: 600);
            }

            await Eventually.IsTrueAsync(
                () => second.Feed.Partitions.Count == Partitions / 2 && first.Feed.Partitions.Count == Partitions / 2,
                () => $"{first.Log}\n{second.Log}");
            cluster.Produce(topic, Partitions, first: 600 * 21, count: 600);
            await file.AssertEachOnceAsync(600 * 22, () => $"{first.Log}\n{second.Log}");
            Assert.Equal(1, first.Log.Count("went to other members; their effects are durable"));
            await second.StopAsync();
        }

        await Eventually.IsTrueAsync(() => first.Feed.Partitions.Count == Partitions, first.Log.ToString);
        cluster.Produce(topic, Partitions, first: 600 * 22, count: 600);
        await file.AssertEachOnceAsync(600 * 23, first.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_TwoProcessesOneKilled_EachMessageTakesEffectOnce()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(Partitions);
        string group = TestCluster.NewName("group");
        using FeedProcess first = FeedProcess.Start(cluster.Brokers, topic, group, file.Path);
        using FeedProcess second = FeedProcess.Start(cluster.Brokers, topic, group, file.Path);
        cluster.Produce(topic, Partitions, first: 0, count: 3000);
        await Eventually.IsTrueAsync(() => file.Store.Read().Effects.Count > 600, () => "Neither process reads.");
        cluster.Produce(topic, Partitions, first: 3000, count: 1800);
        first.Kill();
        cluster.Produce(topic, Partitions, first: 4800, count: 1200);

        await file.AssertEachOnceAsync(6000, () => string.Join(", ", file.Store.Read().Sources));
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task Run_PartitionClaimedByAnother_StopsWithItAloneAndClaimsItAgain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { ReclaimAfter = TimeSpan.FromSeconds(3) };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        cluster.Produce(topic, 2, first: 0, count: 200);
        await file.AssertEachOnceAsync(200, feed.Log.ToString);

        string stolen = $"src/kafka:{topic}/0";
        Assert.Equal(100, file.Open().Claim("test", stolen).Position);
        cluster.Produce(topic, 2, first: 200, count: 200);
        await Eventually.IsTrueAsync(() => feed.Log.Count($"Another process has claimed {stolen}") == 1, feed.Log.ToString);
        await Eventually.IsTrueAsync(() => file.Store.Read().Sources[$"src/kafka:{topic}/1"].Position == 200, feed.Log.ToString);
        Assert.Equal(100, file.Store.Read().Sources[stolen].Position);

        await file.AssertEachOnceAsync(400, feed.Log.ToString);
        Assert.Equal(3, file.Store.Read().Sources[stolen].Epoch);
    }
}
