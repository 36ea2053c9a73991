namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>Owners of sources, records beside alerts, scores, overrides, and ages of alerts.</summary>
internal static class Version2
{
    // A position may now be claimed before anything of it was committed: its next is null then, which SQLite allows a new table only.
    // The index on outbox is what the removal of an alert is checked by. A record's sequence is never given twice: a sink that is told
    // twice to forget a batch must not forget a newer one.
    public static SqliteMigration Migration { get; } = new(2, "owners of sources, records, scores and overrides", """
        CREATE TABLE position_2 (
            monitor INTEGER NOT NULL REFERENCES monitor,
            source TEXT NOT NULL,
            next INTEGER,
            epoch INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (monitor, source)) STRICT, WITHOUT ROWID;
        INSERT INTO position_2 (monitor, source, next) SELECT monitor, source, next FROM position;
        DROP TABLE position;
        ALTER TABLE position_2 RENAME TO position;
        ALTER TABLE alert ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
        UPDATE alert SET written = ?now;
        CREATE INDEX alert_written ON alert (written);
        CREATE INDEX outbox_alert ON outbox (alert);
        CREATE TABLE record (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            sink TEXT NOT NULL,
            records BLOB NOT NULL) STRICT;
        CREATE INDEX record_sink ON record (sink, sequence);
        CREATE TABLE score (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            monitor INTEGER NOT NULL REFERENCES monitor,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            written INTEGER NOT NULL,
            scores BLOB NOT NULL) STRICT;
        CREATE INDEX score_time ON score (monitor, last);
        CREATE TABLE override (
            id INTEGER PRIMARY KEY,
            monitor INTEGER NOT NULL REFERENCES monitor,
            level INTEGER NOT NULL,
            target ANY NOT NULL,
            expires INTEGER,
            body TEXT NOT NULL,
            UNIQUE (monitor, level, target)) STRICT;
        CREATE TABLE override_audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            monitor INTEGER NOT NULL REFERENCES monitor,
            level INTEGER NOT NULL,
            target ANY NOT NULL,
            expires INTEGER,
            body TEXT NOT NULL,
            change TEXT NOT NULL,
            author TEXT NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL) STRICT;
        CREATE INDEX override_audit_monitor ON override_audit (monitor, id);
        """);
}
