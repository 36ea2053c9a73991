using StreamAe.EndToEnd.Tests.Kafka;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>Nobody is left who could take the dead for dead: those that start next must.</summary>
[Collection(FaultCollection.Name)]
public sealed class AllSilosKilledTests
{
    private const int Pumps = 20;

    /// <summary>Pumps that must have a newer model. A version counts trainings, and one whose model is no better brings none: the longer a pump that
    /// does not change is learned, the fewer do.</summary>
    private const int Renewed = 4;

    /// <summary>Three processes that start, a session of the group that must end, some trainings.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_AllKilledAtOnceAndStarted_JudgeEachReadingOnceAndGoOnTraining()
    {
        PlantCluster.SkipWhereLeftOut();
        int[] silos = [.. Enumerable.Range(0, PlantCluster.Silos)];
        await using PlantCluster cluster = await PlantCluster.StartAsync(perSecond: 1000, pumps: Pumps, sessionMs: 2500);
        IReadOnlyDictionary<string, int> before = new Dictionary<string, int>();
        for (int round = 0; round < LongTests.Times(ordinary: 1, full: 5); round++)
        {
            await UntilVersionsRiseAsync(cluster, before);
            before = VersionsOf(cluster);
            await cluster.KillAsync(silos);
            SentUntil killed = cluster.Now();
            Array.ForEach(silos, cluster.Start);
            TimeSpan all = await killed.UntilEachIsJudgedAsync(Limit);
            TestContext.Current.TestOutputHelper?.WriteLine($"all killed and started at once: {all.TotalSeconds:0.0} s until every pump goes on");
        }

        await UntilVersionsRiseAsync(cluster, before);
        await cluster.AssertCompleteAsync();
        AssertNoModelIsLost(cluster);
    }

    private static Dictionary<string, int> VersionsOf(PlantCluster cluster) => cluster.Producer.Sent.Keys.ToDictionary(
        pump => pump, pump => cluster.Ledger.ModelVersionOf(pump, cluster.Ledger.LatestOf(pump)), StringComparer.Ordinal);

    /// <summary>Waits until some pumps have a newer model.</summary>
    private static async Task UntilVersionsRiseAsync(PlantCluster cluster, IReadOnlyDictionary<string, int> before)
    {
        long start = Environment.TickCount64;
        while (VersionsOf(cluster) is var now && now.Count(v => v.Value > before.GetValueOrDefault(v.Key)) < Renewed)
        {
            Assert.True(
                Environment.TickCount64 - start < Limit.TotalMilliseconds,
                $"Model versions after {Limit}: {string.Join(", ", now.Select(v => $"{v.Key} {before.GetValueOrDefault(v.Key)} → {v.Value}"))}.");
            await Task.Delay(50, Stop);
        }
    }

    /// <summary>A version falls where a pump's first own model follows the cohort's, which are counted apart, and never else.</summary>
    private static void AssertNoModelIsLost(PlantCluster cluster)
    {
        foreach ((string pump, long count) in cluster.Producer.Sent)
        {
            int[] versions = [.. Enumerable.Range(0, (int)count).Select(s => cluster.Ledger.ModelVersionOf(pump, s)).Where(v => v > 0)];
            int falls = versions.Zip(versions.Skip(1)).Count(v => v.Second < v.First);
            Assert.True(falls <= 1, $"{pump}'s model versions fell {falls} times: {string.Join(' ', Steps(versions))}");
        }
    }

    private static IEnumerable<int> Steps(int[] versions) => versions.Where((version, i) => i == 0 || versions[i - 1] != version);
}
