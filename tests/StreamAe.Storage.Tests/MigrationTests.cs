using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Sqlite.Migrations;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class MigrationTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50, training: TrainingMode.Off);

    private static readonly string[] Tables = ["monitor", "plan", "entity", "page", "model", "outbox"];

    [Fact]
    public async Task Open_OfAVersion1Store_BringsItUpAndGoesOn()
    {
        using var folder = new DataFolder();
        List<string> raised = await MakeVersion1Async(folder);
        string[] before = [.. Tables.Select(folder.ReadTable)];
        var log = new Lines();
        using (SqliteStateStore store = SqliteStateStore.Open(folder.Root, [StorePlace.Sink], logger: log))
        {
            Assert.Equal(before, Tables.Select(folder.ReadTable).Select(WithoutLaterColumns));
            Assert.Equal(9, log.Said.Count);
            Assert.Contains("version 1", log.Said[0]);
            Assert.Contains("version 8", log.Said[^1]);
            Assert.Equal(raised, store.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id));
            Assert.Equal(new SourceClaim(1, 200), store.Claim(TestMonitor.Name, TestStream.SourceName));
            await TestMonitor.RunAsync(new StoreCommitter(store), 400, Options, store, TestMonitor.Untrained);
            StoredMonitor stored = store.Load(TestMonitor.Name)!;
            Assert.Equal(400, stored.Positions[TestStream.SourceName]);
            Assert.Equal(400, Progress.SumOf(stored));
        }

        log.Said.Clear();
        SqliteStateStore.Open(folder.Root, [], logger: log).Dispose();
        Assert.Empty(log.Said);
    }

    [Fact]
    public async Task Open_OfAVersion1StoreThatCannotBeBroughtUp_LeavesItAsItWas()
    {
        using var folder = new DataFolder();
        await MakeVersion1Async(folder);
        folder.Execute("CREATE TABLE score (theirs)");
        string[] before = [.. Tables.Append("position").Select(folder.ReadTable)];
        Assert.Throws<SqliteException>(() => folder.Open());
        Assert.Equal(before, Tables.Append("position").Select(folder.ReadTable));
        Assert.Equal(1, folder.Execute("SELECT value FROM meta WHERE key = 'version'"));
        folder.Execute("DROP TABLE score");
        folder.Open().Dispose();
        Assert.Equal(8, folder.Execute("SELECT value FROM meta WHERE key = 'version'"));
    }

    [Fact]
    public void Open_OfAVersion2Store_KeepsTheCohortsModelForReplays()
    {
        using var folder = new DataFolder();
        folder.Execute(Version1.Migration.Sql);
        folder.Execute(Version2.Migration.Sql.Replace("?now", "0", StringComparison.Ordinal));
        folder.Execute("""
            INSERT INTO meta VALUES ('version', 2);
            INSERT INTO monitor VALUES (1, 'pumps', 0, 0, 0);
            INSERT INTO plan VALUES (7, 1, '[]', '', x'00010203040506070809'), (8, 1, '[1]', '', NULL);
            """);
        folder.Open().Dispose();
        Assert.Equal("1|7|0203040506070809|00010203040506070809|\n", folder.ReadTable("cohort_model"));
    }

    /// <summary>Version 6 gave a plan a definition, which it lacks, and an origin.</summary>
    private static string WithoutLaterColumns(string table) => table.Replace("|||0|0|\n", "||\n", StringComparison.Ordinal);

    /// <summary>A store as the first version made it, with what today's fills it with.</summary>
    private static async Task<List<string>> MakeVersion1Async(DataFolder folder)
    {
        var raised = new List<string>();
        using var newest = new DataFolder();
        using (SqliteStateStore store = newest.Open())
        {
            await TestMonitor.RunAsync(
                new StoreCommitter(store, 1, poll => raised.Add(TestAlerts.Raise(poll))), 200, Options, definition: TestMonitor.Untrained);
        }

        folder.Execute(Version1.Migration.Sql);
        folder.Execute($"""
            INSERT INTO meta VALUES ('version', 1);
            ATTACH '{newest.StorePath}' AS newest;
            INSERT INTO monitor SELECT * FROM newest.monitor;
            INSERT INTO position SELECT monitor, source, next FROM newest.position;
            INSERT INTO plan SELECT id, monitor, channels, compatibility, cohort FROM newest.plan;
            INSERT INTO entity SELECT * FROM newest.entity;
            INSERT INTO page SELECT * FROM newest.page;
            INSERT INTO alert SELECT sequence, id, monitor, entity, event_time, payload FROM newest.alert;
            INSERT INTO outbox SELECT * FROM newest.outbox;
            """);
        return raised;
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add(formatter(state, exception));
    }
}
