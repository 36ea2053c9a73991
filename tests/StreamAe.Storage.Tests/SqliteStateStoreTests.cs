using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Sqlite;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteStateStoreTests
{
    [Fact]
    public void Open_OfANewFolder_MakesItAndTheStore()
    {
        using var folder = new DataFolder();
        string inner = Path.Combine(folder.Root, "a", "b");
        using (SqliteStateStore.Open(inner, []))
        {
            Assert.True(File.Exists(Path.Combine(inner, "streamae.db")));
            Assert.Equal($"{Environment.ProcessId}", File.ReadAllText(Path.Combine(inner, "streamae.pid")).Trim());
        }

        Assert.Equal(["streamae.db", "streamae.lock"], Directory.GetFiles(inner).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Open_ByASecond_IsRefusedUntilTheFirstCloses()
    {
        using var folder = new DataFolder();
        using (folder.Open())
        {
            IOException error = Assert.Throws<IOException>(() => folder.Open());
            Assert.Contains(folder.Root, error.Message);
            Assert.Contains($"process {Environment.ProcessId} ", error.Message);
        }

        folder.Open().Dispose();
    }

    [Fact]
    public void Erase_OfAStore_DeletesItAndNothingElse()
    {
        using var folder = new DataFolder();
        string other = Path.Combine(folder.Root, "other.db");
        File.WriteAllText(other, "mine");
        using (SqliteStateStore store = folder.Open())
        {
            store.Claim("pumps", "topic/0");
            store.Claim("pumps", "topic/0");
            IOException error = Assert.Throws<IOException>(() => SqliteStateStore.Erase(folder.Root));
            Assert.Contains("in use", error.Message);
            Assert.True(File.Exists(folder.StorePath));
        }

        File.WriteAllText(folder.StorePath + "-wal", "of a process that was killed");
        SqliteStateStore.Erase(folder.Root);

        Assert.Equal(["other.db", "streamae.lock"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order());
        using SqliteStateStore anew = folder.Open();
        Assert.Equal(1, anew.Claim("pumps", "topic/0").Epoch);
    }

    [Fact]
    public void Open_OfANewerStore_NamesBothVersionsAndTheRemedy()
    {
        using var folder = new DataFolder();
        folder.Open().Dispose();
        folder.Execute("UPDATE meta SET value = 1000 WHERE key = 'version'");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Open());
        Assert.Contains("version 1000", error.Message);
        Assert.Contains($"version {StoreSchema.Version}.", error.Message);
        Assert.Contains("Use the program version that wrote it", error.Message);

        // The refusal let go of the folder.
        folder.Execute($"UPDATE meta SET value = {StoreSchema.Version} WHERE key = 'version'");
        folder.Open().Dispose();
    }

    [Theory]
    [InlineData("this is a text, not a database, and longer than the hundred bytes that the header of a database takes up")]
    [InlineData("short")]
    [InlineData("")]
    public void Open_OfNoDatabase_NamesTheFile(string content)
    {
        using var folder = new DataFolder();
        File.WriteAllText(folder.StorePath, content);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Open());
        Assert.Contains(folder.StorePath, error.Message);
        Assert.Equal(content, File.ReadAllText(folder.StorePath));
    }

    [Fact]
    public void Open_OfAnotherProgramsDatabase_IsRefused()
    {
        using var folder = new DataFolder();
        folder.Execute("CREATE TABLE theirs (a)");
        byte[] before = File.ReadAllBytes(folder.StorePath);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Open());
        Assert.Contains("no table meta", error.Message);
        Assert.Equal(before, File.ReadAllBytes(folder.StorePath));
    }

    [Fact]
    public async Task Open_OfATruncatedStore_NamesTheFile()
    {
        using var folder = new DataFolder();
        await FillAsync(folder);
        using (FileStream file = File.OpenWrite(folder.StorePath))
        {
            file.SetLength(file.Length / 2 / 4096 * 4096);
        }

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Open());
        Assert.Contains(folder.StorePath, error.Message);
    }

    [Fact]
    public async Task Load_OfADamagedStore_NamesTheFile()
    {
        using var folder = new DataFolder();
        await FillAsync(folder);
        using (FileStream file = File.OpenWrite(folder.StorePath))
        {
            // Everything but the first page, where the tables are listed.
            file.Position = 4096;
            byte[] noise = new byte[file.Length - file.Position];
            Array.Fill<byte>(noise, 0xA5);
            file.Write(noise);
        }

        InvalidDataException error = Assert.Throws<InvalidDataException>(() =>
        {
            using SqliteStateStore store = folder.Open();
            return store.Load(TestMonitor.Name)!.Entities.Count();
        });
        Assert.Contains(folder.StorePath, error.Message);
    }

    [Fact]
    public void Open_WhereOnlyTheLogIsLeft_IsRefused()
    {
        using var folder = new DataFolder();
        File.WriteAllText(folder.StorePath + "-wal", "the newest commits");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => folder.Open());
        Assert.Contains(folder.StorePath, error.Message);
    }

    [Fact]
    public void Open_AfterACrashWhileItWasMade_MakesItAgain()
    {
        using var folder = new DataFolder();
        File.WriteAllText(folder.StorePath + ".new", "half a file");
        File.WriteAllText(folder.StorePath + ".new-wal", "half a log");
        folder.Open().Dispose();
    }

    [Fact]
    public void Open_WithASinkTwice_IsRefused()
    {
        using var folder = new DataFolder();
        Assert.Throws<ArgumentException>(() => folder.Open("log", "log"));
    }

    [Fact]
    public void Dispose_ThenAnyCall_Throws()
    {
        using var folder = new DataFolder();
        SqliteStateStore store = folder.Open();
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Commit([]));
        Assert.Throws<ObjectDisposedException>(() => store.Load("m"));
        Assert.Throws<ObjectDisposedException>(() => store.ReadOutbox("log", 1));
        Assert.Throws<ObjectDisposedException>(() => store.MarkPublished("log", ["a"]));
    }

    [Fact]
    public async Task Dispose_BeforeALoadWasReadToItsEnd_LetsGoOfTheFolder()
    {
        using var folder = new DataFolder();
        await FillAsync(folder);
        SqliteStateStore store = folder.Open();
        StoredMonitor never = store.Load(TestMonitor.Name)!;
        StoredMonitor half = store.Load(TestMonitor.Name)!;
        using IEnumerator<StoredEntity> entities = half.Entities.GetEnumerator();
        Assert.True(entities.MoveNext());
        Assert.NotEmpty(never.Positions);
        store.Dispose();
        folder.Open().Dispose();
    }

    private static async Task FillAsync(DataFolder folder)
    {
        using SqliteStateStore store = folder.Open();
        await TestMonitor.RunAsync(
            new StoreCommitter(store), 1000, TestMonitor.Options(training: TrainingMode.Off), definition: TestMonitor.Untrained);
    }
}
