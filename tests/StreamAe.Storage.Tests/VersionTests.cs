using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Tests.Support;
using static StreamAe.Storage.Tests.Support.OperatedMonitor;

namespace StreamAe.Storage.Tests;

/// <summary>Which versions of an entity's model are kept when one more comes into use: over every store.</summary>
public abstract class VersionTests
{
    private const string Entity = "p3";
    private const int LastRow = 4000;

    private static readonly MonitorDefinition Definition = TestMonitor.Definition with
    {
        Training = TestMonitor.Definition.Training with { Every = TimeSpan.FromSeconds(50), KeepVersions = 2 },
    };

    private protected abstract StorePlace NewPlace();

    private protected abstract IOperatorStore OpenForOperator(StorePlace place);

    private protected abstract IReplayStore OpenForReplay(StorePlace place);

    /// <summary>A rollback uses an old version again: its number is the lowest then, and its last use the newest.</summary>
    [Fact]
    public async Task Commit_OfATrainingAfterARollback_DropsTheVersionWhoseLastUseIsOldestAndItsUses()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        using IOperatorStore inbox = OpenForOperator(place);
        int end = await RunUntilAnotherAsync(store, 0);
        int first = InUse(store)!.Value;
        end = await RunUntilAnotherAsync(store, end);
        int second = InUse(store)!.Value;
        inbox.Append(Request(Entity, OperatorRequestKind.Rollback, new VersionBody(first).Write()));
        end = await RunUntilAnotherAsync(store, end);
        Assert.Equal(first, InUse(store));
        Assert.Equal([first, second], KeptOf(inbox));
        Assert.Equal([first, second, first], UsesOf(place));

        end = await RunUntilAnotherAsync(store, end);
        int third = InUse(store)!.Value;
        Assert.Equal([first, third], KeptOf(inbox));
        Assert.Equal([first, first, third], UsesOf(place));
        Assert.Equal(1, EarlierUsesOf(place, first));

        // Now it is the one whose last use is oldest, and what is stored of its first use goes with it.
        await RunUntilAnotherAsync(store, end);
        int fourth = InUse(store)!.Value;
        Assert.Equal([third, fourth], KeptOf(inbox));
        Assert.Equal([third, fourth], UsesOf(place));
        Assert.Equal(0, EarlierUsesOf(place, first));
    }

    /// <summary>Runs until another version of the entity is in use.</summary>
    /// <returns>Rows so far.</returns>
    private static async Task<int> RunUntilAnotherAsync(IStateStore store, int end)
    {
        int? before = InUse(store);
        do
        {
            // So few that no entity trains twice.
            Assert.True(end < LastRow, "No training brings a better model.");
            end += 10;
            await RunAsync(store, end, definition: Definition);
        }
        while (InUse(store) == before);
        return end;
    }

    private static int? InUse(IStateStore store) => store.Find(TestMonitor.Name, [Entity])[0]?.Model?.Version;

    /// <summary>By their number.</summary>
    private static int[] KeptOf(IOperatorStore inbox) =>
        [.. inbox.ReadVersions(TestMonitor.Name, Entity).Where(v => v.IsKept).Select(v => v.Version)];

    /// <summary>Versions as a replay uses them, one after another.</summary>
    private int[] UsesOf(StorePlace place)
    {
        using IReplayStore recorded = OpenForReplay(place);
        return [.. recorded.Find(TestMonitor.Name, [Entity])[0]!.Models.Select(m => m.Version)];
    }

    /// <summary>Uses before its last. No reader tells those of a version that is gone; no other entity has any.</summary>
    private static long EarlierUsesOf(StorePlace place, int version) => place.Execute($"SELECT count(*) FROM model_use WHERE version = {version}");
}
