using StreamAe.Kafka.Tests.Support;
using StreamAe.MockBroker;

namespace StreamAe.Kafka.Tests.Mock;

public sealed class MockBrokerTests
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task Process_WrittenByAnotherClient_IsReadByUsAndByIt()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 2);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        string lines = string.Concat(Enumerable.Range(0, 100).Select(i => $"key-{i}:entity-{i % 5},{i}\n"));

        await Kcat.RunAsync(lines, "-b", cluster.Brokers, "-P", "-t", topic, "-K", ":");

        Assert.Equal(100, (await Kcat.ReadAsync(cluster.Brokers, topic, "%k:%s")).Length);
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task SendAsync_UnknownOrImpossible_SaysWhy()
    {
        await using MockBrokerProcess broker = await MockBrokerProcess.StartAsync();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => broker.SendAsync("dance"));
        Assert.Contains("'dance' is none of: topic NAME PARTITIONS", error.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => broker.SetDownAsync(7));
        await broker.CreateTopicAsync("t", 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => broker.CreateTopicAsync("t", 1));
    }
}
