using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Tests.Support;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Tests.Consuming;

public sealed class KafkaFeedBrokerTests
{
    private const int Limit = 180_000;

    [Fact(Timeout = Limit)]
    public async Task Run_BrokersDownAndUp_SaysEachOnceAndGoesOn()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 2);
        cluster.Produce(topic, 2, first: 0, count: 100);
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);

        await cluster.Mock.SetDownAsync(1);
        await Eventually.IsTrueAsync(() => feed.Log.Count("no broker of") == 1, feed.Log.ToString);
        await cluster.Mock.SetUpAsync(1);
        await Eventually.IsTrueAsync(() => feed.Log.Count("the brokers answer again") == 1, feed.Log.ToString);
        cluster.Produce(topic, 2, first: 100, count: 100);

        await file.AssertEachOnceAsync(200, feed.Log.ToString);
        Assert.Equal(1, feed.Log.Count("no broker of"));
    }

    [Fact(Timeout = Limit)]
    public async Task Run_StoppedWhileBrokersAreDown_Ends()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 0, count: 10);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { RevocationLimit = TimeSpan.FromSeconds(5) };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        await file.AssertEachOnceAsync(10, feed.Log.ToString);

        await cluster.Mock.SetDownAsync(1);
        await Eventually.IsTrueAsync(() => feed.Log.Count("no broker of") == 1, feed.Log.ToString);
        await feed.StopAsync();
    }

    /// <summary>As where the client library has locked itself up: the consumer thread does not come back.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_ConsumerThreadStandsStill_EndsAndSaysSo()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { StandstillLimit = TimeSpan.FromSeconds(12) };
        using var release = new ManualResetEventSlim(initialState: true);
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store, seen: release.Wait);
        cluster.Produce(topic, 1, first: 0, count: 100);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);
        await Task.Delay(TimeSpan.FromSeconds(14), TestContext.Current.CancellationToken);
        Assert.False(feed.Running.IsCompleted, "a quiet topic is no standstill");

        release.Reset();
        cluster.Produce(topic, 1, first: 100, count: 1);
        KafkaFeedException error = await Assert.ThrowsAsync<KafkaFeedException>(() => feed.Running);
        Assert.Contains("stands still", error.Message);

        // Where the thread comes back after all, it finds that the end was asked for.
        release.Set();
        await Assert.ThrowsAsync<KafkaFeedException>(feed.StopAsync);
        await Eventually.IsTrueAsync(() => feed.Feed.Partitions.Count == 0, feed.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_LeaderMoves_GoesOn()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 3);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        for (int round = 0; round < 3; round++)
        {
            await cluster.Mock.SetLeaderAsync(topic, 0, round + 1);
            cluster.Produce(topic, 1, first: 100 * round, count: 100);
            await file.AssertEachOnceAsync(100 * (round + 1), feed.Log.ToString);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Run_FetchErrors_GoesOn()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        cluster.Produce(topic, 1, first: 0, count: 100);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);

        const int fetch = 1;
        const int heartbeat = 12;
        await cluster.Mock.FailNextAsync(fetch, "NotLeaderForPartition", 3);
        await cluster.Mock.FailNextAsync(heartbeat, "GroupCoordinatorNotAvailable", 2);
        cluster.Produce(topic, 1, first: 100, count: 100);
        await file.AssertEachOnceAsync(200, feed.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_UnknownTopic_SaysSoOnceAndReadsItWhenItIsThere()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string topic = TestCluster.NewName("later");
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, topic), file.Store);
        await Eventually.IsTrueAsync(() => feed.Log.Count($"topic {topic} is not there") == 1, feed.Log.ToString);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(1, feed.Log.Count("is not there"));

        await cluster.CreateTopicAsync(topic, 2);
        cluster.Produce(topic, 2, first: 0, count: 100);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_Pattern_ReadsTopicsThatComeLater()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var file = new TestStoreFile();
        string stem = TestCluster.NewName("stem");
        await cluster.CreateTopicAsync(stem + "-a", 1);
        await using FeedUnderTest feed = FeedUnderTest.Start(FeedUnderTest.Options(cluster.Brokers, "^" + stem + "-.*"), file.Store);
        cluster.Produce(stem + "-a", 1, first: 0, count: 100);
        await file.AssertEachOnceAsync(100, feed.Log.ToString);

        await cluster.CreateTopicAsync(stem + "-b", 2);
        cluster.Produce(stem + "-b", 2, first: 100, count: 100);
        await file.AssertEachOnceAsync(200, feed.Log.ToString);
    }

    /// <summary>The mock keeps 5 MiB a partition.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_StoredPositionWasDeletedAtTheBroker_SaysWhatIsMissingAndGoesOn()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 0, count: 100);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic);
        await using (FeedUnderTest first = FeedUnderTest.Start(options, file.Store))
        {
            await file.AssertEachOnceAsync(100, first.Log.ToString);
            await first.StopAsync();
        }

        for (int i = 0; i < 12; i++)
        {
            cluster.Produce(topic, 0, new byte[900_000]);
            cluster.Flush();
        }

        cluster.Produce(topic, 1, first: 100, count: 100);
        await using FeedUnderTest second = FeedUnderTest.Start(options, file.Store);
        await file.AssertEachOnceAsync(200, second.Log.ToString);
        Assert.Equal(1, second.Log.Count("before they were read, offsets 100 to "));
        await Eventually.IsTrueAsync(() => second.Feed.Partitions[0].Deleted > 0, second.Log.ToString);
        Assert.Equal(112, 100 + second.Feed.Partitions[0].Deleted + second.DeadLetters.Letters.Count);
    }

    /// <summary>The reader stands still, with messages held, while more passes than the broker keeps: what is lost is counted to the message.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_MessagesDeletedWhileReading_CountsThemAndGoesOn()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { PollRows = 10 };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store, new RuntimeOptions { Shards = 1, PollsInFlight = 2 });
        cluster.Produce(topic, 1, first: 0, count: 5);
        await file.AssertEachOnceAsync(5, feed.Log.ToString);

        feed.Committer.Hold();
        cluster.Produce(topic, 1, first: 5, count: 195);
        await Eventually.IsTrueAsync(() => feed.Log.Count("waits: all polls are under way") == 1, feed.Log.ToString);
        for (int i = 0; i < 12; i++)
        {
            cluster.Produce(topic, 0, new byte[900_000]);
            cluster.Flush();
        }

        feed.Committer.LetGo();
        await Eventually.IsTrueAsync(
            () => feed.Feed.Partitions is [{ Deleted: > 0, Position: 212 }], () => $"{string.Join(", ", feed.Feed.Partitions)} {feed.Log}");
        cluster.Produce(topic, 1, first: 200, count: 50);
        await Eventually.IsTrueAsync(() => feed.Feed.Partitions is [{ CommittedPosition: 262 }], feed.Log.ToString);

        long deleted = feed.Feed.Partitions[0].Deleted;
        Assert.Equal(262, file.Store.Read().Effects.Count + feed.DeadLetters.Letters.Count + deleted);
        Assert.InRange(deleted, 1, 200);
        Assert.Equal(1, feed.Log.Count($"has deleted {deleted} messages of"));
    }

    /// <summary>The message that was to be read is in nobody's hands then; a client of which one message is not freed can never be closed.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_StoppedWhileAPollIsWaitedFor_LeavesTheGroupInOrder()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        for (int round = 0; round < 3; round++)
        {
            using var file = new TestStoreFile();
            string topic = await cluster.NewTopicAsync(partitions: 1);
            KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with { PollRows = 10, RevocationLimit = TimeSpan.FromSeconds(5) };
            await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store, new RuntimeOptions { Shards = 1, PollsInFlight = 2 });
            cluster.Produce(topic, 1, first: 0, count: 5);
            await file.AssertEachOnceAsync(5, feed.Log.ToString);
            feed.Committer.Hold();
            cluster.Produce(topic, 1, first: 5, count: 100);
            await Eventually.IsTrueAsync(() => feed.Committer.IsHolding, feed.Log.ToString);

            Task stopped = feed.StopAsync();
            feed.Committer.LetGo();
            await stopped;
            Assert.Equal(0, feed.Log.Count("could not leave its group"));
        }
    }

    [Fact(Timeout = Limit)]
    public async Task Run_TopicMadeAnew_SaysSoAndReadsIt()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 0, count: 100);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic);
        await using (FeedUnderTest first = FeedUnderTest.Start(options, file.Store))
        {
            await file.AssertEachOnceAsync(100, first.Log.ToString);
            await first.StopAsync();
        }

        await cluster.Mock.DeleteTopicAsync(topic);
        await cluster.Mock.CreateTopicAsync(topic, 1);
        cluster.Produce(topic, 1, first: 100, count: 20);
        await using FeedUnderTest second = FeedUnderTest.Start(options, file.Store);
        await Eventually.IsTrueAsync(() => second.Feed.Partitions is [{ CommittedPosition: 20, Deleted: 0 }], second.Log.ToString);
        Assert.Equal(120, file.Store.Read().Effects.Count);
        Assert.Equal(1, second.Log.Count("The broker has no offset 100 of"));
    }

    /// <summary>The mock knows no timestamps and says that there is no message that late.</summary>
    [Fact(Timeout = Limit)]
    public async Task Run_FromATimestampWithoutMessages_SaysSoAndReadsWhatComes()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        cluster.Produce(topic, 1, first: 0, count: 100);
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, topic) with
        {
            Start = StartPosition.Timestamp,
            StartTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        await Eventually.IsTrueAsync(() => feed.Log.Count("has no message of 01/01/2020 00:00:00 +00:00 or later") == 1, feed.Log.ToString);
        await Eventually.IsTrueAsync(() => file.Store.Read().Sources.Values.Any(s => s.Position == 100), feed.Log.ToString);
        cluster.Produce(topic, 1, first: 0, count: 50);
        await file.AssertEachOnceAsync(50, feed.Log.ToString);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_CredentialsThatDoNotFit_AreNamedWithoutSecretsAndTriedAgain()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        using var file = new TestStoreFile();
        KafkaFeedOptions options = FeedUnderTest.Options(cluster.Brokers, "t");
        options = options with
        {
            Properties = new Dictionary<string, string>(options.Properties)
            {
                ["security.protocol"] = "SASL_PLAINTEXT",
                ["sasl.mechanism"] = "PLAIN",
                ["sasl.username"] = "somebody",
                ["sasl.password"] = "hunter2-secret",
            },
        };
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        await Eventually.IsTrueAsync(() => feed.Log.Count("refuse these credentials") == 1, feed.Log.ToString);
        Assert.DoesNotContain("hunter2", feed.Log.ToString());
        Assert.False(feed.Running.IsCompleted);
    }

    [Theory]
    [InlineData("enable.auto.commit", "false", "exactly-once effects rely on enable.auto.commit = true")]
    [InlineData("group.id", "x", "it has a key of its own")]
    public void New_PropertyOfOurs_IsRefused(string name, string value, string says)
    {
        KafkaFeedOptions options = FeedUnderTest.Options("localhost:1", "t") with { Properties = new Dictionary<string, string> { [name] = value } };
        using var file = new TestStoreFile();
        KafkaFeedException error = Assert.Throws<KafkaFeedException>(() => FeedUnderTest.Start(options, file.Store));
        Assert.Contains(says, error.Message);
    }

    [Fact(Timeout = Limit)]
    public async Task Run_UnknownProperty_IsNamed()
    {
        KafkaFeedOptions options = FeedUnderTest.Options("localhost:1", "t") with { Properties = new Dictionary<string, string> { ["no.such"] = "1" } };
        using var file = new TestStoreFile();
        await using FeedUnderTest feed = FeedUnderTest.Start(options, file.Store);
        KafkaFeedException error = await Assert.ThrowsAsync<KafkaFeedException>(() => feed.Running);
        Assert.Contains("no.such", error.Message);
    }
}
