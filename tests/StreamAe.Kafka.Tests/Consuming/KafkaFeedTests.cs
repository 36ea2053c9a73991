using System.Text;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Tests.Support;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Tests.Consuming;

public sealed class KafkaFeedTests
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task Run_NothingStored_ReadsFromTheEarliestOnEachOnce()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 4);
        cluster.Produce(topic, 4, first: 0, count: 3000);

        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        await file.AssertEachOnceAsync(3000, feed.Log.ToString);
        cluster.Produce(topic, 4, first: 3000, count: 500);
        await file.AssertEachOnceAsync(3500, feed.Log.ToString);
        await feed.StopAsync();

        Assert.Equal(
            Enumerable.Range(0, 4).Select(p => $"src/kafka:{topic}/{p}"), file.Store.Read().Sources.Keys.Order());
        Assert.All(file.Store.Read().Sources.Values, s => Assert.Equal(875, s.Position));
    }

    [Fact(Timeout = Limit)]
    public async Task Run_StoredPosition_GoesOnThere()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        cluster.Produce(topic, 2, first: 0, count: 1000);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic);
        await using (FeedUnderTest first = FeedUnderTest.Start(options, file.Store))
        {
            await file.AssertEachOnceAsync(1000, first.Log.ToString);
            await first.StopAsync();
        }

        cluster.Produce(topic, 2, first: 1000, count: 1000);

        // Another group: the broker knows nothing of the position, the store does.
        await using FeedUnderTest second = FeedUnderTest.Start(options with { Group = TestCluster.NewName("other") }, file.Open());
        await file.AssertEachOnceAsync(2000, second.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_Latest_PassesOverTheOldAndRemembersWhere()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 1000, count: 50);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { Start = StartPosition.Latest };
        await using (FeedUnderTest first = FeedUnderTest.Start(options, file.Store))
        {
            await Eventually.IsTrueAsync(
                () => file.Store.Read().Sources.Values.Any(s => s.Position == 50), () => "The start was not stored. " + first.Log);
            await first.StopAsync();
        }

        // Nobody reads while these come; "latest" alone would lose them.
        cluster.Produce(topic, 1, first: 0, count: 100);
        await using FeedUnderTest second = FeedUnderTest.Start(options, file.Store);
        await file.AssertEachOnceAsync(100, second.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_BadMessages_BecomeDeadLettersAndStopNothing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 0, "a,0"u8.ToArray());
        cluster.Produce(topic, 0, [0xff, 0xfe, 0x00], "key"u8.ToArray());
        cluster.Produce(topic, 0, []);
        cluster.Produce(topic, 0, new byte[1001]);
        cluster.Produce(topic, 0, "a,1"u8.ToArray());
        cluster.Produce(topic, 0, "last"u8.ToArray());
        cluster.Flush();
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { MaxRecordBytes = 1000, DeadLetterSink = "bad" };

        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        await Eventually.IsTrueAsync(
            () => file.Store.Read().Sources.Values.Any(s => s.Position == 6), () => "The position stands before the bad message. " + feed.Log);

        await file.AssertEachOnceAsync(2, feed.Log.ToString);
        Assert.Equal(
            [(1, DeadLetterReason.Malformed), (2, DeadLetterReason.Malformed), (3, DeadLetterReason.TooLarge), (5, DeadLetterReason.Malformed)],
            feed.DeadLetters.Letters.Select(l => ((int)l.Position, l.Reason)));
        List<TestRecord> records = file.Store.Read().Records;
        Assert.Equal([1, 2, 3, 5], records.Select(r => int.Parse(r.Id[(r.Id.IndexOf('@') + 1)..])));
        Assert.All(records, r => Assert.StartsWith($"src/kafka:{topic}/0@", r.Id));
        Assert.Equal(["key", "", "", ""], records.Select(r => r.Key));
        Assert.Equal([3, 0, 1001, 4], records.Select(r => r.ValueBytes));
        Assert.StartsWith("TooLarge: key and value have 1001 bytes, at most 1000", records[2].Reason);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_TenMegabytes_AreReadWhereAllowed()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        byte[] large = new byte[10 << 20];
        Encoding.UTF8.GetBytes("large,0,").CopyTo(large, 0);
        cluster.Produce(topic, 0, large);
        cluster.Produce(topic, 1, "small,1"u8.ToArray());
        cluster.Flush();

        await using FeedUnderTest feed = FeedUnderTest.Start(
            FeedUnderTest.Options(cluster.Brokers, topic) with { MaxRecordBytes = 11 << 20 }, file.Store);
        await file.AssertEachOnceAsync(2, feed.Log.ToString);
        Assert.Empty(feed.DeadLetters.Letters);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_StoreStandsStill_MemberStaysAndNothingIsLost()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic);
        options = options with
        {
            PollRows = 10,
            // A member that does not ask for messages for six seconds is thrown out.
            Properties = new Dictionary<string, string>(options.Properties) { ["max.poll.interval.ms"] = "6000" },
        };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store, new RuntimeOptions { Shards = 1, PollsInFlight = 4 });
        cluster.Produce(topic, 2, first: 0, count: 100);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);

        feed.Committer.Hold();
        cluster.Produce(topic, 2, first: 100, count: 900);
        await Eventually.IsTrueAsync(() => feed.Log.Count("waits: all polls are under way") == 1, feed.Log.ToString);
        await Task.Delay(TimeSpan.FromSeconds(9));
        feed.Committer.LetGo();

        await file.AssertEachOnceAsync(1000, feed.Log.ToString);
        Assert.Equal(2, feed.Claims.Count);
        Assert.Equal(0, feed.Log.Count("without asking"));
        Assert.Equal(1, feed.Log.Count("src goes on."));
    }

    /// <summary>All polls are half filled, and each partition without one waits for the next.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_MorePartitionsThanPolls_GoesOn()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 12);
        cluster.Produce(topic, 12, first: 0, count: 1200);

        await using FeedUnderTest feed = FeedUnderTest.Start(
            FeedUnderTest.Options(cluster.Brokers, topic), file.Store, new RuntimeOptions { Shards = 1, PollsInFlight = 2 });
        await file.AssertEachOnceAsync(1200, feed.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Partitions_WhileReading_TellLagAndCommits()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 0, count: 100);

        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        await Eventually.IsTrueAsync(
            () => feed.Feed.Partitions.Contains(new PartitionStatus(topic, 0, 100, 100, 100)), () => string.Join(", ", feed.Feed.Partitions));
        Assert.Equal(0, feed.Feed.Partitions[0].Lag);
    }
}
