using StreamAe.MockBroker;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// What must not matter: the process, the brokers, a sink and the disk fail at any moment, and still each reading has one verdict
/// and each alert one id. Real processes over TCP; the broker is a process of its own.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class KafkaFaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>A consumer whose fetch is refused waits half a second, then learns of the new leader and asks it.</summary>
    private static readonly TimeSpan NoticedAfter = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_KilledAtRandomInstants_JudgesEachReadingOnce()
    {
        int kills = LongTests.Times(ordinary: 4, full: 55);
        await using MockBrokerProcess broker = await StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers) { Judged = () => ledger.Verdicts };
        var random = new Random(11);
        for (int kill = 0; kill < kills; kill++)
        {
            // Once it has its partitions: before, while the group waits for the member killed last, there is nothing to lose.
            using StreamAeProcess process = folder.Start();
            await process.WaitForErrorAsync("is ours");
            await Task.Delay(random.Next(50, 2500), Stop);
            process.Kill();
            await process.WaitForExitAsync();
        }

        using StreamAeProcess last = folder.Start();
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, last.Captured);
        Assert.True(ledger.Alerts > kills, $"{ledger.Alerts} alerts");
        await EndsInTimeAsync(last);
    }

    /// <summary>
    /// Brokers fail with the partitions they lead, and partitions move to other leaders; not both at once. After a move, a consumer asks the new
    /// leader for the end of the old one's epoch. The mock broker lets a broker lead that is down and out of the cluster's metadata, which no real
    /// cluster says: the question then fails just when the client takes leave of that broker, and librdkafka 2.15.1 locks itself up now and then
    /// (see <c>StandstillWatch</c>), the service's client or the test's own. So a move has time to be noticed, and to be asked about, before the
    /// next broker fails. And a broker that fails has answered for what it wrote: the mock broker knows no sequence numbers of a producer without
    /// transactions, and writes a batch twice that is sent again because its answer was lost, which no real one does.
    /// </summary>
    [Fact]
    public async Task Run_BrokersFailAndLeadersMove_JudgesEachReadingOnce()
    {
        await using MockBrokerProcess broker = await StartBrokerAsync(brokers: 3);
        using var folder = new PlantFolder(broker.BootstrapServers);
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        using StreamAeProcess process = folder.Start();
        for (int round = 0; round < LongTests.Times(2, 20); round++)
        {
            for (int id = 1; id <= 3; id++)
            {
                await FailAsync(broker, id, producer, process);
                await Task.Delay(700, Stop);
                await broker.SetUpAsync(id);

                // 1 is Fetch, 8 OffsetCommit. Produce has a test of its own.
                await broker.FailNextAsync(1, "NotLeaderForPartition", 3);
                await broker.FailNextAsync(8, "RebalanceInProgress", 1);
                await Task.Delay(700, Stop);
                for (int partition = 0; partition < 4; partition++)
                {
                    await broker.SetLeaderAsync(PlantFolder.Readings, partition, 1 + ((partition + id + round) % 3));
                    await broker.SetLeaderAsync(PlantFolder.Verdicts, partition, 1 + ((partition + id) % 3));
                }

                await Task.Delay(NoticedAfter, Stop);
            }
        }

        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        await EndsInTimeAsync(process);
    }

    /// <summary>
    /// Requests to write are refused for a while: by a broker that is not ready, which the client tries again, and by one that forbids, which
    /// the sink does. One request at a time: the mock broker takes a batch behind one that it refused, which no real one does, and the client
    /// then has reason to believe that the refused one is there.
    /// </summary>
    [Fact]
    public async Task Run_BrokerRefusesToWrite_PublishesEachVerdictOnce()
    {
        const int produce = 0;
        await using MockBrokerProcess broker = await StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers, sinkProperties: "{max.in.flight.requests.per.connection: \"1\"}");
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500, inFlight: 1);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("reads readings");
        string[] passing =
        [
            "NotLeaderForPartition", "LeaderNotAvailable", "NotEnoughReplicas", "NotEnoughReplicasAfterAppend", "RequestTimedOut", "KafkaStorageError",
        ];
        for (int round = 0; round < LongTests.Times(1, 10); round++)
        {
            foreach (string error in passing)
            {
                await broker.FailNextAsync(produce, error, 4);
                await Task.Delay(400, Stop);
            }

            await broker.SetDelayAsync(1, 300);
            await Task.Delay(1000, Stop);
            await broker.SetDelayAsync(1, 0);
        }

        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);

        // What the client does not try again by itself. Only the service writes now.
        await using var late = new PlantProducer(broker.BootstrapServers, perSecond: 500, prefix: "late");
        process.Pause();
        await Task.Delay(1000, Stop);
        await late.StopAsync();
        await broker.FailNextAsync(produce, "TopicAuthorizationFailed", 6);
        process.Resume();
        await process.WaitForErrorAsync("TopicAuthorizationFailed");
        await ledger.AssertCompleteAsync(
            producer.Sent.Concat(late.Sent).ToDictionary(StringComparer.Ordinal), Patience, process.Captured);
        await EndsInTimeAsync(process);
    }

    [Fact]
    public async Task Run_PoisonInEveryBatch_SetsItAsideAndGoesOn()
    {
        await using MockBrokerProcess broker = await StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        string[] poison =
        [
            "", "{", "[1,2]", "null", "\"text\"", "{\"pump\":\"pump-00\"}", "{\"pump\":\"\",\"t\":1,\"flow\":1}",
            "{\"pump\":\"pump-00\",\"t\":1e400,\"flow\":1,\"pressure\":1,\"current\":1}",
            "{\"pump\":\"pump-00\",\"t\":1,\"flow\":\"x\",\"pressure\":1,\"current\":1}",
            "{\"pump\":\"pump-00\",\"t\":1,\"flow\":1e39,\"pressure\":1,\"current\":1}",
            new string('[', 5000), $"{{\"pump\":\"{new string('p', 300)}\",\"t\":1,\"flow\":1,\"pressure\":1,\"current\":1}}",
            "\uFEFF{\"pump\":1}", new string('x', 100_000),
        ];
        int sent = 0;
        producer.Poison = () => poison[sent++ % poison.Length];
        using StreamAeProcess process = folder.Start();
        await Task.Delay(TimeSpan.FromSeconds(LongTests.Times(4, 60)), Stop);
        producer.Poison = null;
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        for (int wait = 0; wait < 300 && ledger.DeadLetters.Count < sent; wait++)
        {
            await Task.Delay(100, Stop);
        }

        Assert.Equal(sent, ledger.DeadLetters.Count);
        Assert.All(ledger.DeadLetters.Values, letter => Assert.Equal(1, letter.Count));
        Assert.All(ledger.DeadLetters.Values, letter => Assert.NotEmpty(letter.Reason));
        await EndsInTimeAsync(process);
    }

    [Fact]
    public async Task Run_DiskIsFullForAWhile_GoesOnWhenThereIsRoom()
    {
        await using MockBrokerProcess broker = await StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        using SmallDisk? disk = SmallDisk.TryMount(folder.At("state"), megabytes: 24);
        Assert.SkipUnless(disk is not null, "no small file system can be mounted here (needs root and mount)");
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("reads");
        await Task.Delay(1000, Stop);
        disk.Fill();
        await process.WaitForErrorAsync("trying again");
        await Task.Delay(2000, Stop);
        disk.MakeRoom();
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        await EndsInTimeAsync(process);
    }

    [Fact]
    public async Task Run_TopicAppearsLater_IsReadWhole()
    {
        await using MockBrokerProcess broker = await StartBrokerAsync(withReadings: false);
        using var folder = new PlantFolder(broker.BootstrapServers);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync(PlantFolder.Readings);
        await Task.Delay(1500, Stop);
        await broker.CreateTopicAsync(PlantFolder.Readings, 2);
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 300);
        await Task.Delay(3000, Stop);
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        await EndsInTimeAsync(process);
    }

    [Fact]
    public async Task Run_SecondServiceOfTheSameFolder_SaysSo()
    {
        await using MockBrokerProcess broker = await StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        using StreamAeProcess first = folder.Start();
        await first.WaitForErrorAsync("reads");
        using StreamAeProcess second = folder.Start();
        ProcessResult result = await second.WaitForExitAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("another process", result.Error, StringComparison.OrdinalIgnoreCase);
        await EndsInTimeAsync(first);
    }

    /// <summary>Takes a broker down at an instant at which it owes nobody an answer: who writes has stopped for so long.</summary>
    private static async Task FailAsync(MockBrokerProcess broker, int id, PlantProducer producer, StreamAeProcess process)
    {
        await producer.PauseAsync();
        process.Pause();
        await Task.Delay(200, Stop);
        await broker.SetDownAsync(id);
        process.Resume();
        producer.Resume();
    }

    /// <summary>With the topics of the folder, but where one is to come later.</summary>
    internal static async Task<MockBrokerProcess> StartBrokerAsync(int brokers = 1, bool withReadings = true)
    {
        MockBrokerProcess broker = await MockBrokerProcess.StartAsync(brokers);
        string[] outputs = [PlantFolder.Verdicts, PlantFolder.Alerts, PlantFolder.DeadLetters];
        foreach (string topic in withReadings ? [PlantFolder.Readings, .. outputs] : outputs)
        {
            await broker.CreateTopicAsync(topic, 4);
        }

        return broker;
    }

    /// <summary>SIGTERM: what was read is judged, committed and published, within ten seconds.</summary>
    internal static async Task EndsInTimeAsync(StreamAeProcess process)
    {
        long start = Environment.TickCount64;
        process.Terminate();
        ProcessResult result = await process.WaitForExitAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.InRange(Environment.TickCount64 - start, 0, 10_000);
    }
}
