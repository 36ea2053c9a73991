namespace StreamAe.Storage.Sqlite;

/// <summary>
/// The tables of the store. Only this program writes them; a change of their meaning raises <see cref="Version"/>.
/// <list type="table">
/// <item><term>meta</term><description>key, value: <c>version</c>.</description></item>
/// <item><term>monitor</term><description>One a monitor: its name and what it remembers as a whole.</description></item>
/// <item><term>position</term><description>By monitor and source: where to continue.</description></item>
/// <item><term>plan</term><description>By monitor and channels (JSON): what stored states depend on, and the cohort's model.</description></item>
/// <item><term>entity</term><description>By monitor and key: plan and state. The key is text; one that is no valid Unicode (a lone
/// surrogate) is a blob of its UTF-16 units, so that no two keys fall together.</description></item>
/// <item><term>page</term><description>Rows of an entity, little-endian floats. <c>id</c> = page number · 2⁴⁰ + entity: entities that progress
/// alike fill pages of the same number, which then lie side by side, so a commit changes few blocks of the file. By entity first, every page
/// written would change a block of its own.</description></item>
/// <item><term>model</term><description>Own models that were promoted, the newest <see cref="ModelsKept"/> an entity; the one with the
/// highest id is in use.</description></item>
/// <item><term>alert</term><description>Every alert once, in commit order: its id, and all of it as JSON.</description></item>
/// <item><term>outbox</term><description>Alerts that a sink has not taken yet. A sink that was removed keeps its entries: they go out when it
/// returns; a new sink gets the alerts from then on.</description></item>
/// </list>
/// </summary>
internal static class StoreSchema
{
    public const long Version = 1;

    public const int ModelsKept = 5;

    /// <summary>Bits of a page's id that name its entity: 10¹² entities, and page numbers up to 2²³.</summary>
    public const int PageEntityBits = 40;

    private const string Tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE monitor (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            observations INTEGER NOT NULL,
            next_cohort_training INTEGER NOT NULL,
            cohort_version INTEGER NOT NULL) STRICT;
        CREATE TABLE position (
            monitor INTEGER NOT NULL REFERENCES monitor,
            source TEXT NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (monitor, source)) STRICT, WITHOUT ROWID;
        CREATE TABLE plan (
            id INTEGER PRIMARY KEY,
            monitor INTEGER NOT NULL REFERENCES monitor,
            channels TEXT NOT NULL,
            compatibility TEXT NOT NULL,
            cohort BLOB,
            UNIQUE (monitor, channels)) STRICT;
        CREATE TABLE entity (
            id INTEGER PRIMARY KEY,
            monitor INTEGER NOT NULL REFERENCES monitor,
            key ANY NOT NULL,
            plan INTEGER NOT NULL REFERENCES plan,
            state BLOB NOT NULL,
            UNIQUE (monitor, key)) STRICT;
        CREATE TABLE page (
            id INTEGER PRIMARY KEY,
            excluded INTEGER NOT NULL,
            rows BLOB NOT NULL) STRICT;
        CREATE TABLE model (
            id INTEGER PRIMARY KEY,
            entity INTEGER NOT NULL REFERENCES entity,
            version INTEGER NOT NULL,
            from_sequence INTEGER NOT NULL,
            model BLOB NOT NULL,
            UNIQUE (entity, version)) STRICT;
        CREATE TABLE alert (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            monitor INTEGER NOT NULL REFERENCES monitor,
            entity INTEGER NOT NULL REFERENCES entity,
            event_time INTEGER NOT NULL,
            payload TEXT NOT NULL) STRICT;
        CREATE TABLE outbox (
            sink TEXT NOT NULL,
            alert INTEGER NOT NULL REFERENCES alert,
            PRIMARY KEY (sink, alert)) STRICT, WITHOUT ROWID;
        """;

    public static long PageId(int number, long entity) => ((long)number << PageEntityBits) | entity;

    /// <summary>Makes the tables in an empty file.</summary>
    public static void Create(Database database)
    {
        UseLog(database);
        database.Begin(write: true);
        database.Execute(Tables);
        database.Execute($"INSERT INTO meta VALUES ('version', {Version})");
        database.Commit();
    }

    /// <summary>
    /// Write-ahead logging, so that readers and the writer do not wait for each other. The file remembers it, but not every way of copying one.
    /// </summary>
    public static void UseLog(Database database) => database.Execute("PRAGMA journal_mode = WAL");

    /// <exception cref="InvalidDataException">No store, or of a version this program does not read.</exception>
    public static void Verify(Database database)
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

        if (stored < Version)
        {
            throw new InvalidDataException(
                $"{database.Path} says store version {stored}; the first there ever was is {Version}. The file is damaged: restore it from a copy, "
                + "or start with a new data folder.");
        }
    }
}
