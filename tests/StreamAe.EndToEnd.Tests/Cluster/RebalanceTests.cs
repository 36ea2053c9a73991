using StreamAe.EndToEnd.Tests.Kafka;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>Silos come and go in order while readings come at a good rate.</summary>
[Collection(FaultCollection.Name)]
public sealed class RebalanceTests
{
    private const int PerSecond = 1500;

    /// <summary>Until every pump has a verdict, and for a silo to come.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Partitions that stay where they are go on; where a silo goes without a word, its entities stand still until it is found dead.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>A partition that moves waits for two steps of the mock broker's rebalance, each a session less a second, and for what is under way to be
    /// durable; twice that and more for a busy machine.</summary>
    private static readonly TimeSpan LongestPauseOfOne = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SilosJoinAndLeaveUnderLoad_DoNotStandStill()
    {
        PlantCluster.SkipWhereLeftOut();
        await using PlantCluster cluster = await PlantCluster.StartAsync(running: 2, perSecond: PerSecond, sessionMs: 2500);
        await cluster.Now().UntilEachIsJudgedAsync(Limit);
        cluster.Ledger.Pauses.Restart();
        int rounds = LongTests.Times(ordinary: 2, full: 15);
        for (int round = 0; round < rounds; round++)
        {
            // Two run; the third joins them, and who was there longest leaves.
            int joining = (round + 2) % PlantCluster.Silos;
            cluster.Start(joining);
            await cluster.UntilEachHasPartitionsAsync();
            await Task.Delay(1000, Stop);
            await cluster.StopAsync(round % PlantCluster.Silos);
        }

        await cluster.Now().UntilEachIsJudgedAsync(Limit);
        (TimeSpan ofAll, TimeSpan ofOne) = cluster.Ledger.Pauses.Longest();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{rounds} joins and leaves at {PerSecond} events/s: at most {ofAll.TotalSeconds:0.0} s without a verdict, {ofOne.TotalSeconds:0.0} s without one of some pump");
        await cluster.AssertCompleteAsync();
        Assert.InRange(ofAll, TimeSpan.Zero, LongestPause);
        Assert.InRange(ofOne, TimeSpan.Zero, LongestPauseOfOne);
    }
}
