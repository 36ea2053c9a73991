using System.Globalization;
using Microsoft.Extensions.Logging;
using StreamAe.Storage.Sqlite.Migrations;

namespace StreamAe.Storage.Sqlite;

/// <summary>
/// The tables of the store. Only this program writes them; a change of their meaning is a migration, which raises <see cref="Version"/>.
/// Times without another word are ticks since 1970.
/// <list type="table">
/// <item><term>meta</term><description>key, value: <c>version</c>.</description></item>
/// <item><term>monitor</term><description>One a monitor: its name and what it remembers as a whole.</description></item>
/// <item><term>position</term><description>By monitor and source: where to continue (null where nothing was committed), and the epoch of
/// its owner (0: never claimed). A monitor is stored once one of its positions says where to continue.</description></item>
/// <item><term>plan</term><description>By monitor and channels (JSON): what stored states depend on, the monitor's file, the cohort's model,
/// and where the monitor stood when it was first seen so.</description></item>
/// <item><term>former_plan</term><description>What a plan was before the monitor was edited, so that models from then can be used until there
/// are new ones.</description></item>
/// <item><term>entity</term><description>By monitor and key: its channels' plan and its state, which says by itself what the plan was then. The key is text; one that is no valid Unicode (a lone
/// surrogate) is a blob of its UTF-16 units, so that no two keys fall together.</description></item>
/// <item><term>page</term><description>Rows of an entity, little-endian floats. <c>id</c> = page number · 2⁴⁰ + entity: entities that progress
/// alike fill pages of the same number, which then lie side by side, so a commit changes few blocks of the file. By entity first, every page
/// written would change a block of its own.</description></item>
/// <item><term>change</term><description>States and pages that are newer than their rows, in the order of their commits
/// (<see cref="EntityChanges"/>): see <see cref="ChangeLog"/>.</description></item>
/// <item><term>model</term><description>Own models that were promoted, the newest of an entity (<c>training.keepVersions</c>); the one with
/// the highest id is in use. From which position of which source on it judged, which sequence of the entity that was, and which own version
/// before it (0: none); null where it was stored before that was written. The request that asked for it; null where its training brought
/// it.</description></item>
/// <item><term>model_use</term><description>When a version that is in <c>model</c> was in use before its last time there.</description></item>
/// <item><term>training</term><description>How an entity's newest trainings ended, by what they were compared, and rejected models that are
/// kept.</description></item>
/// <item><term>operator_request</term><description>What operators asked for, to an entity (null: all), and what became of it: entities that
/// applied or refused it, and for one to a single entity where in its life.</description></item>
/// <item><term>cohort_model, cohort_start</term><description>Models of cohorts, the newest <see cref="CohortModelsKept"/> a plan, told apart by
/// their checksums; and by source, from which position on which of them judged entities without a model of their own.</description></item>
/// <item><term>alert</term><description>Every alert once, in commit order: its id, and all of it as JSON.</description></item>
/// <item><term>outbox</term><description>Alerts that a sink has not taken yet. A sink that was removed keeps its entries: they go out when it
/// returns; a new sink gets the alerts from then on.</description></item>
/// <item><term>record</term><description>Records that a sink has not taken yet, one batch a poll and sink.</description></item>
/// <item><term>score</term><description>The scores of a poll (<see cref="Scores.ScoreBlob"/>), with their first and last event time and
/// when they were written.</description></item>
/// <item><term>override, override_audit</term><description>Thresholds that operators set, by monitor, level and target, and every change
/// to them. What has no column of its own is in the JSON.</description></item>
/// <item><term>letter_replay</term><description>Dead letters that were written to their sources again, by whom and why, and where the copies
/// are (null: not known).</description></item>
/// </list>
/// </summary>
internal static class StoreSchema
{
    public static readonly long Version = SqliteMigration.All[^1].Version;

    /// <summary>A process trains a cohort a few times in its life, and several may share a store.</summary>
    public const int CohortModelsKept = 64;

    /// <summary>The id of a monitor, which is entered where it is new: that alone does not make it one that is stored.</summary>
    public const string PutMonitor = """
        INSERT INTO monitor (name, observations, next_cohort_training, cohort_version) VALUES (?1, 0, 0, 0)
        ON CONFLICT (name) DO UPDATE SET name = excluded.name
        RETURNING id
        """;

    /// <summary>Makes the tables in an empty file.</summary>
    public static void Create(Database database, long now)
    {
        // A commit writes a few large rows to the end of a table, and entities that lie side by side: large pages are fewer calls.
        database.Execute("PRAGMA page_size = 16384");
        UseLog(database);
        database.Begin(write: true);
        foreach (SqliteMigration migration in SqliteMigration.All)
        {
            database.Execute(SqlOf(migration, now));
        }

        database.Execute($"INSERT INTO meta VALUES ('version', {Version})");
        database.Commit();
    }

    /// <summary>Brings the store to the present version in one transaction: it has all of it afterwards, or nothing.</summary>
    /// <param name="stored">Its version now.</param>
    public static void Migrate(Database database, long stored, long now, ILogger logger)
    {
        if (stored == Version)
        {
            return;
        }

        StoreLog.Migrating(logger, database.Path, stored, Version);
        try
        {
            database.Begin(write: true);
            foreach (SqliteMigration migration in SqliteMigration.All.Where(m => m.Version > stored))
            {
                StoreLog.Migration(logger, database.Path, migration.Version, migration.Gives);
                database.Execute(SqlOf(migration, now));
            }

            database.Execute($"UPDATE meta SET value = {Version} WHERE key = 'version'");
            database.Commit();
        }
        catch
        {
            database.Rollback();
            throw;
        }

        StoreLog.Migrated(logger, database.Path, Version);
    }

    /// <summary>
    /// Write-ahead logging, so that readers and the writer do not wait for each other. The file remembers it, but not every way of copying one.
    /// </summary>
    public static void UseLog(Database database) => database.Execute("PRAGMA journal_mode = WAL");

    /// <returns>The version, which may be older than this program's.</returns>
    /// <exception cref="InvalidDataException">No store, or of a version this program does not read.</exception>
    public static long Verify(Database database)
    {
        using var tables = new Statement(database, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'meta'");
        tables.Step();
        bool isStore = tables.Int64(0) == 1;
        tables.Reset();
        if (!isStore)
        {
            throw new InvalidDataException(
                $"{database.Path} is a database, but no store of StreamAe: it has no table meta. Give another data folder, or remove the file.");
        }

        using var version = new Statement(database, "SELECT value FROM meta WHERE key = 'version'");
        long stored = version.Step() ? version.Int64(0) : 0;
        version.Reset();
        if (stored > Version)
        {
            throw new InvalidDataException(
                $"{database.Path} has store version {stored}; this program reads up to version {Version}. "
                + "Use the program version that wrote it, or a newer one, or start with a new data folder.");
        }

        if (stored < 1)
        {
            throw new InvalidDataException(
                $"{database.Path} says store version {stored}; the first there ever was is 1. The file is damaged: restore it from a copy, "
                + "or start with a new data folder.");
        }

        return stored;
    }

    private static string SqlOf(SqliteMigration migration, long now) =>
        migration.Sql.Replace("?now", now.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
