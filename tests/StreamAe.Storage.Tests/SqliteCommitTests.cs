using Microsoft.Data.Sqlite;
using SQLitePCL;
using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Sqlite;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public class SqliteCommitTests : CommitTests
{
    [Fact]
    public Task Commit_ThatMeetsARaisingTrigger_KeepsNothingAndMayBeRepeated() => FailAndRepeatAsync<SqliteException>(
        (place, _) => place.Execute("CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'injected'); END"),
        (place, _) => place.Execute("DROP TRIGGER broken"),
        e => e.SqliteErrorCode == raw.SQLITE_CONSTRAINT);

    [Fact]
    public Task Commit_OnAFullDisk_KeepsNothingAndMayBeRepeated() => FailAndRepeatAsync<SqliteException>(
        (_, store) => WriterOf(store).Execute("PRAGMA max_page_count = 1"),
        (_, store) => WriterOf(store).Execute("PRAGMA max_page_count = 1000000"),
        e => e.SqliteErrorCode == raw.SQLITE_FULL);

    [Fact]
    public Task Commit_OfAnOversizedModel_KeepsNothingAndMayBeRepeated()
    {
        int usual = 0;
        return FailAndRepeatAsync<SqliteException>(
            (_, store) => usual = raw.sqlite3_limit(WriterOf(store).Handle, raw.SQLITE_LIMIT_LENGTH, 3000),
            (_, store) => raw.sqlite3_limit(WriterOf(store).Handle, raw.SQLITE_LIMIT_LENGTH, usual),
            e => e.SqliteErrorCode == raw.SQLITE_TOOBIG);
    }

    [Fact]
    public async Task Commit_WhileAnotherProgramLocksTheFile_SaysSoAndMayBeRepeated()
    {
        SqliteConnection? other = null;
        await FailAndRepeatAsync<IOException>(
            (place, store) =>
            {
                // Sooner than after the usual five seconds.
                WriterOf(store).Execute("PRAGMA busy_timeout = 10");
                other = new SqliteConnection($"Data Source={((DataFolder)place).StorePath};Pooling=False");
                other.Open();
                using SqliteCommand command = other.CreateCommand();
                command.CommandText = "BEGIN IMMEDIATE";
                command.ExecuteNonQuery();
            },
            (_, _) => other!.Dispose(),
            e => e.Message.Contains("locked by another program", StringComparison.Ordinal));
    }

    private protected override StorePlace NewPlace() => new DataFolder();

    private static Database WriterOf(IStateStore store) => ((SqliteStateStore)store).Writer;
}
