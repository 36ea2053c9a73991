using StreamAe.EndToEnd.Tests.Kafka;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>Silos come and go in order while readings come at a good rate.</summary>
[Collection(FaultCollection.Name)]
public sealed class RebalanceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A join or a leave takes the mock broker two steps of a session less a second, in which no partition is read; twice that for a busy
    /// machine.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SilosJoinAndLeaveUnderLoad_DoNotStandStill()
    {
        PlantCluster.SkipWhereLeftOut();
        await using PlantCluster cluster = await PlantCluster.StartAsync(running: 2, perSecond: 1500, sessionMs: 2500);
        await cluster.Now().UntilEachIsJudgedAsync(Limit);
        cluster.Ledger.LongestPause = TimeSpan.Zero;
        int rounds = LongTests.Times(ordinary: 3, full: 40);
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
        TimeSpan pause = cluster.Ledger.LongestPause;
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} joins and leaves at {1500} events/s: the longest time without a verdict {pause.TotalSeconds:0.0} s");
        await cluster.AssertCompleteAsync();
        Assert.InRange(pause, TimeSpan.Zero, LongestPause);
    }
}
