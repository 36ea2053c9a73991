namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>Operators' requests, the record of every training, and uses of models that came back into use later.</summary>
internal static class Version5
{
    // A request's sequence is never given twice: entities remember the highest they applied. The index serves a look every second.
    public static SqliteMigration Migration { get; } = new(5, "operators' requests and the record of trainings", """
        ALTER TABLE model ADD COLUMN request INTEGER;
        CREATE TABLE model_use (
            entity INTEGER NOT NULL REFERENCES entity,
            from_sequence INTEGER NOT NULL,
            version INTEGER NOT NULL,
            source TEXT,
            from_position INTEGER,
            after_version INTEGER,
            request INTEGER,
            PRIMARY KEY (entity, from_sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE training (
            id INTEGER PRIMARY KEY,
            entity INTEGER NOT NULL REFERENCES entity,
            version INTEGER NOT NULL,
            verdict TEXT NOT NULL,
            trained_through INTEGER,
            rows INTEGER,
            error REAL,
            champion_error REAL,
            champion_version INTEGER,
            detail TEXT NOT NULL,
            written INTEGER NOT NULL,
            model BLOB,
            UNIQUE (entity, version)) STRICT;
        CREATE TABLE operator_request (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            monitor INTEGER NOT NULL REFERENCES monitor,
            entity ANY,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            author TEXT NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            applied INTEGER NOT NULL DEFAULT 0,
            refused INTEGER NOT NULL DEFAULT 0,
            detail TEXT NOT NULL DEFAULT '',
            at_sequence INTEGER,
            settled INTEGER) STRICT;
        CREATE INDEX operator_request_monitor ON operator_request (monitor, sequence);
        CREATE INDEX operator_request_pending ON operator_request (monitor, sequence) WHERE settled IS NULL OR entity IS NULL;
        """);
}
