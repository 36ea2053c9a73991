using StreamAe.EndToEnd.Tests.Kafka;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>
/// Three processes that are one cluster, over TCP, on one PostgreSQL: partitions and entities move between them when one is killed or paused,
/// and every reading is judged once.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class ClusterTests
{
    /// <summary>Session of the group, three missed probes, and the time that a busy machine takes for the rest.</summary>
    private static readonly TimeSpan TakeoverLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The first is not started again until the others have taken over, and each later one a second later. Prints how long taking over takes.</summary>
    [Fact]
    public async Task Run_SilosKilledAndStarted_OthersTakeOverAndJudgeEachReadingOnce()
    {
        PlantCluster.SkipWhereLeftOut();
        await using PlantCluster cluster = await PlantCluster.StartAsync();
        await Task.Delay(2000, Stop);
        IReadOnlyList<string> pumps = cluster.PumpsOf(0);
        await cluster.KillAsync(0);
        SentUntil killed = cluster.Now();
        TimeSpan first = await killed.UntilAnyIsJudgedAsync(pumps, TakeoverLimit);
        TimeSpan all = await killed.UntilEachIsJudgedAsync(TakeoverLimit);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"after kill -9: {first.TotalSeconds:0.0} s to the first verdict of a partition of the dead silo, {all.TotalSeconds:0.0} s until every pump goes on");
        cluster.Start(0);
        for (int round = 1; round < LongTests.Times(ordinary: 2, full: 30); round++)
        {
            int silo = round % PlantCluster.Silos;
            await Task.Delay(4000, Stop);
            await cluster.KillAsync(silo);
            await Task.Delay(1000, Stop);
            cluster.Start(silo);
        }

        await cluster.AssertCompleteAsync();
    }

    /// <summary>It is stopped until the others have taken it for dead and read its partitions; then it wakes, in the middle of what it did.</summary>
    [Fact]
    public async Task Run_SiloPausedUntilItIsTakenForDead_CannotWriteWhenItWakes()
    {
        PlantCluster.SkipWhereLeftOut();
        await using PlantCluster cluster = await PlantCluster.StartAsync();
        await Task.Delay(4000, Stop);
        cluster[1].Pause();
        await Task.Delay(TimeSpan.FromSeconds(LongTests.Times(ordinary: 18, full: 60)), Stop);
        cluster[1].Resume();

        // A silo that finds itself taken for dead ends its process: whoever runs it starts it anew. On a busy machine the others may not have
        // come so far.
        bool ended = await cluster[1].EndsWithinAsync(TimeSpan.FromSeconds(10));
        Assert.True(ended || !LongTests.AreAsked, "After a minute the others take it for dead.");
        if (ended)
        {
            await cluster.HasEndedAsync(1);
            cluster.Start(1);
            await Task.Delay(3000, Stop);
        }

        await cluster.AssertCompleteAsync();
    }
}
