using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Entities by key: over every store.</summary>
public abstract class FindTests
{
    private static readonly string[] Keys =
        ["it's", "Größe", "größe", "泵", "nul\0inside", "nul", "\0", "\ud800", "\ud801", "a\udfffb", "\ufffd", new string('泵', 256), " ", "%_*?["];

    private protected abstract StorePlace NewPlace();

    [Fact]
    public async Task Find_OfHostileKeysInAnyOrder_GivesWhatLoadGives()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await TestMonitor.RunAsync(
            new StoreCommitter(store), 600, TestMonitor.Options(training: TrainingMode.Off), definition: TestMonitor.Untrained, keys: Keys);
        Dictionary<string, StoredEntity> loaded = store.Load(TestMonitor.Name)!.Entities.ToDictionary(e => e.Key, StringComparer.Ordinal);
        Assert.Equal(Keys.Length, loaded.Count);

        string[] asked = [.. Keys.Reverse(), "unknown", Keys[3]];
        IReadOnlyList<StoredEntity?> found = store.Find(TestMonitor.Name, asked);
        Assert.Equal(asked.Length, found.Count);
        Assert.Null(found[Keys.Length]);
        for (int i = 0; i < asked.Length; i++)
        {
            if (found[i] is StoredEntity entity)
            {
                StoredEntity expected = loaded[asked[i]];
                Assert.Equal(asked[i], entity.Key);
                Assert.Equal(expected.State, entity.State);
                Assert.Equal(
                    expected.Pages.Select(p => (p.Number, p.Excluded, Convert.ToHexString(p.Rows))),
                    entity.Pages.Select(p => (p.Number, p.Excluded, Convert.ToHexString(p.Rows))));
                Assert.NotEmpty(entity.Pages);
            }
        }
    }

    [Fact]
    public async Task Find_OfAnEntityWithModels_GivesTheNewest()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await TestMonitor.RunAsync(new StoreCommitter(store), 1100, TestMonitor.Options());
        StoredEntity[] loaded = [.. store.Load(TestMonitor.Name)!.Entities];
        Assert.Contains(loaded, e => e.Model is { Version: > 1 });
        Assert.Equal(
            loaded.Select(e => e.Model?.Version),
            store.Find(TestMonitor.Name, [.. loaded.Select(e => e.Key)]).Select(e => e!.Model?.Version));
    }

    [Fact]
    public void Find_OfNothingStored_IsNull()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        Assert.Equal([null, null], store.Find("unknown", ["a", "b"]));
        Assert.Empty(store.Find("unknown", []));
    }

    [Fact]
    public async Task Load_ThatIsDisposedOfUnread_LetsGoOfItsView()
    {
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        await TestMonitor.RunAsync(
            new StoreCommitter(store), 100, TestMonitor.Options(training: TrainingMode.Off), definition: TestMonitor.Untrained);

        // More than there are connections.
        for (int i = 0; i < 50; i++)
        {
            using StoredMonitor stored = store.Load(TestMonitor.Name)!;
            Assert.Equal(100, stored.Progress.Observations);
        }
    }
}
