using System.Diagnostics;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Randomness;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>A process that is killed while it commits: over every store.</summary>
public abstract class KillTests
{
    private const int Kills = 10;

    private protected abstract StorePlace NewPlace();

    /// <summary>What tells <see cref="CommitLoop"/> where to commit.</summary>
    private protected abstract string[] ArgumentsOf(StorePlace place);

    [Fact]
    public async Task Kill_AtAnyMoment_LeavesEffectsAndPositionsThatAgree()
    {
        using StorePlace place = NewPlace();
        var random = new PhiloxRandom(42);
        long position = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await RunAndKillAsync(place, commits: 1 + random.NextInt32(5), moment: random.NextSingle());
            using IStateStore store = place.Open();
            if (store.Load(TestMonitor.Name) is StoredMonitor stored)
            {
                long before = position;
                position = stored.Positions[TestStream.SourceName];
                Assert.InRange(position, before, CommitLoop.End);
                Assert.Equal(position, stored.Progress.Observations);
                Assert.Equal(position, Progress.SumOf(stored));
            }
        }

        // Ten lives and ten deaths later: what one undisturbed run gives.
        Assert.InRange(position, 1, CommitLoop.End - 1);
        var alerts = new List<string>();
        SortedDictionary<string, string> expected = await TestMonitor.RunAsync(
            new NullCommitter(observe: poll => alerts.AddRange(poll.Parts.SelectMany(p => p.Alerts).Select(a => a.Id))),
            position,
            CommitLoop.Options,
            restoreFrom: null,
            CommitLoop.Definition,
            CommitLoop.Keys);
        using IStateStore final = place.Open();
        await using LocalRuntime runtime = TestMonitor.Start(new NullCommitter(), CommitLoop.Options, CommitLoop.Definition);
        StoredMonitorLoader.Load(final, runtime);
        Assert.Equal(expected, TestMonitor.StatesOf(runtime.Entities));
        Assert.Equal(alerts.Order(), final.ReadOutbox(StorePlace.Sink, int.MaxValue).Select(a => a.Id).Order());
    }

    private async Task RunAndKillAsync(StorePlace place, int commits, float moment)
    {
        using Process process = CommitLoop.Start(ArgumentsOf(place));
        await CommitLoop.ReachCommitAsync(process, commits, moment);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
