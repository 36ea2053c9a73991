namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>The first tables.</summary>
internal static class Version1
{
    public static SqliteMigration Migration { get; } = new(1, "the tables of the store", """
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
        """);
}
