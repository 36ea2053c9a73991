using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class ChangeLogTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50, training: TrainingMode.Off);

    [Fact]
    public async Task Commit_OfChanges_LeavesRowsAsTheyAreUntilTheLogIsFull()
    {
        using var folder = new DataFolder();
        using SqliteStateStore store = folder.Open();
        await RunAsync(store, 200);
        string rows = folder.ReadTable("entity");
        Assert.True(folder.Execute("SELECT count(*) FROM change") > 1);
        store.Load(TestMonitor.Name)!.Dispose();
        Assert.NotEqual(rows, folder.ReadTable("entity"));
    }

    [Fact]
    public async Task Find_OfEntitiesInTheLog_GivesWhatTheirRowsHaveLater()
    {
        using var folder = new DataFolder();
        using SqliteStateStore store = folder.Open();
        await RunAsync(store, 200);
        IReadOnlyList<StoredEntity?> logged = store.Find(TestMonitor.Name, TestMonitor.Keys);

        // Loading brings everything to its rows.
        StoredEntity[] loaded = [.. store.Load(TestMonitor.Name)!.Entities.OrderBy(e => e.Key, StringComparer.Ordinal)];
        Assert.Equal(0, folder.Execute("SELECT count(*) FROM change"));
        IReadOnlyList<StoredEntity?> rows = store.Find(TestMonitor.Name, TestMonitor.Keys);
        string[] expected = [.. loaded.Select(Text)];
        Assert.Equal(expected, logged.Select(e => Text(e!)).Order(StringComparer.Ordinal));
        Assert.Equal(expected, rows.Select(e => Text(e!)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Open_AfterAProcessThatEndedWithoutClosing_HasWhatWasLogged()
    {
        using var folder = new DataFolder();
        using var copy = new DataFolder();
        string expected;
        using (SqliteStateStore store = folder.Open())
        {
            await RunAsync(store, 200);

            // What a killed process leaves: the file and its write-ahead log as they are now.
            foreach (string file in Directory.GetFiles(folder.Root, "streamae.db*"))
            {
                File.Copy(file, Path.Combine(copy.Root, Path.GetFileName(file)));
            }

            expected = string.Join('\n', store.Load(TestMonitor.Name)!.Entities.Select(Text));
        }

        Assert.True(copy.Execute("SELECT count(*) FROM change") > 0);
        using SqliteStateStore again = copy.Open();
        Assert.Equal(0, copy.Execute("SELECT count(*) FROM change"));
        Assert.Equal(expected, string.Join('\n', again.Load(TestMonitor.Name)!.Entities.Select(Text)));
    }

    [Fact]
    public async Task Open_OfADamagedLog_NamesTheFileAndLeavesItAlone()
    {
        using var folder = new DataFolder();
        using (SqliteStateStore store = folder.Open())
        {
            await RunAsync(store, 50);
        }

        foreach (string damage in (string[])["zeroblob(7)", "x'010000000000000000000000ffffff7f'", "x'0100000000000000feffffff00000000'"])
        {
            folder.Execute($"DELETE FROM change; INSERT INTO change (changes) VALUES ({damage})");
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Open());
            Assert.Contains(folder.StorePath, error.Message);
            Assert.Contains("damaged", error.Message);
            Assert.Equal(1, folder.Execute("SELECT count(*) FROM change"));
        }
    }

    private static async Task RunAsync(SqliteStateStore store, long events) =>
        await TestMonitor.RunAsync(new StoreCommitter(store), events, Options, definition: TestMonitor.Untrained);

    private static string Text(StoredEntity entity) => string.Join(
        ' ',
        entity.Pages.Select(p => $"{p.Number}:{p.Excluded}:{Convert.ToHexString(p.Rows)}")
            .Prepend(Convert.ToHexString(entity.State))
            .Prepend(entity.Key));
}
