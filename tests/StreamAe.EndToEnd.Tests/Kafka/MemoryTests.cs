using StreamAe.MockBroker;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>What a service holds in memory is bounded by the budget of its entities and by its polls under way.</summary>
[Collection(FaultCollection.Name)]
public sealed class MemoryTests
{
    private const long MiB = 1 << 20;

    /// <summary>
    /// Without a budget the same readings take it past 320 within half a minute. In ten minutes it becomes more: the pumps of the polls under way
    /// stay whatever the budget is, here 8 × 500 of them, and each of them holds a page of 2 KiB more every two minutes, until its history is full
    /// (160 rows, after 40 minutes). With the buffers in which such pumps come and go that is 10 to 20 MiB a page; with 2 polls under way it is
    /// hardly to be seen.
    /// </summary>
    private static readonly long MostMemoryMiB = LongTests.Times(ordinary: 320, full: 420);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// Far more pumps than fit into 16 MiB take turns, so that nearly every reading brings one back from the store. The bound is that of a whole
    /// process: the runtime, the models' code, librdkafka's buffers and the database's cache are most of it.
    /// </summary>
    [Fact]
    public async Task Run_MoreEntitiesThanFit_StaysWithinItsBoundAndJudgesEachReadingOnce()
    {
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(
            broker.BootstrapServers, runtime: "{shards: 2, pollRows: 500, pollsInFlight: 8, memory: 16MiB}");
        // Wide rows: a pump holds some kilobytes from its first reading on.
        string features = string.Join(", ", Enumerable.Range(0, 60).Select(f => $"f{f}"));
        string monitor = File.ReadAllText(folder.At("plant.yaml"));
        File.WriteAllText(folder.At("plant.yaml"), monitor.Replace("current]", $"current, {features}]", StringComparison.Ordinal));
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 5000, pumps: 75_000);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("reads readings");
        long highest = 0;
        for (int second = 0; second < LongTests.Times(ordinary: 30, full: 600); second++)
        {
            await Task.Delay(1000, Stop);
            highest = Math.Max(highest, process.WorkingSet);
        }

        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        Assert.InRange(highest / MiB, 1, MostMemoryMiB);
        await KafkaFaultTests.EndsInTimeAsync(process);
    }
}
