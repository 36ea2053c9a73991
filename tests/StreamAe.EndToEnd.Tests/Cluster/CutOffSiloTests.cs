using System.Diagnostics;
using StreamAe.EndToEnd.Tests.Kafka;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>
/// A silo lives on and works, and the network between it and the others is gone: the others go on without it, it changes nothing that is
/// theirs by now, and it ends once it learns that it was taken for dead.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class CutOffSiloTests
{
    /// <summary>Session of the group, three missed probes and votes, and the time that a busy machine takes for the rest.</summary>
    private static readonly TimeSpan TakeoverLimit = TimeSpan.FromSeconds(60);

    /// <summary>Most that a silo that reaches the database again, or still, takes to find itself dead there.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>
    /// One from the other silos, the database and the broker; with --full the next from the other silos alone: it stays a member of the group, and reads and
    /// commits what is its own, until the others' votes in the database end it.
    /// </summary>
    [Fact]
    public async Task Run_SilosCutOffInTurn_OthersTakeOverAndTheyEnd()
    {
        using SiloNetwork network = CreateNetwork();
        await using PlantCluster cluster = await PlantCluster.StartAsync(sessionMs: 3000, hasNetwork: true);
        for (int round = 0; round < LongTests.Times(ordinary: 1, full: 4); round++)
        {
            int silo = (round + 1) % PlantCluster.Silos;
            network.CutOff(silo);
            SentUntil cut = cluster.Now();
            await cluster.UntilTakenForDeadAsync(silo, TakeoverLimit);
            TimeSpan takeover = await cut.UntilEachIsJudgedAsync(TakeoverLimit);
            await Task.Delay(TimeSpan.FromSeconds(LongTests.Times(ordinary: 0, full: 10 * round)), Stop);
            network.Reconnect(silo);
            TimeSpan end = await EndsAsDeadAsync(cluster, silo);
            Report($"cut off from all: {takeover.TotalSeconds:0.0} s until every pump goes on; connected again, it ends after {end.TotalSeconds:0.0} s");
            await TakesPartAgainAsync(cluster, silo);
            if (LongTests.AreAsked)
            {
                await CutOffFromOthersAsync(cluster, network, (silo + 1) % PlantCluster.Silos);
            }
        }

        await cluster.AssertCompleteAsync();
    }

    private static async Task CutOffFromOthersAsync(PlantCluster cluster, SiloNetwork network, int silo)
    {
        network.CutOffFromOthers(silo);
        TimeSpan end = await EndsAsDeadAsync(cluster, silo);
        TimeSpan takeover = await cluster.Now().UntilEachIsJudgedAsync(TakeoverLimit);
        Report($"cut off from the other silos: it ends after {end.TotalSeconds:0.0} s; {takeover.TotalSeconds:0.0} s later every pump goes on");
        network.ReconnectToOthers(silo);
        await TakesPartAgainAsync(cluster, silo);
    }

    private static SiloNetwork CreateNetwork()
    {
        PlantCluster.SkipWhereLeftOut();
        SiloNetwork? network = SiloNetwork.TryCreate(PlantCluster.Silos, out string obstacle);
        Assert.SkipWhen(network is null, obstacle);
        return network;
    }

    private static async Task<TimeSpan> EndsAsDeadAsync(PlantCluster cluster, int silo)
    {
        long start = Stopwatch.GetTimestamp();
        bool ended = await cluster[silo].EndsWithinAsync(EndLimit);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Assert.True(ended, $"The silo that was taken for dead still runs after {EndLimit}.{cluster[silo].Captured()}");
        ProcessResult result = await cluster.HasEndedAsync(silo);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("dead", result.Error, StringComparison.OrdinalIgnoreCase);
        return elapsed;
    }

    private static async Task TakesPartAgainAsync(PlantCluster cluster, int silo)
    {
        cluster.Start(silo);
        await cluster.UntilEachHasPartitionsAsync();
        await cluster.Now().UntilEachIsJudgedAsync(TakeoverLimit);
    }

    private static void Report(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
