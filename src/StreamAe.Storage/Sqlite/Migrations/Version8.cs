namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>Which dead letters were replayed.</summary>
internal static class Version8
{
    // Several of one letter only where an operator asked for that.
    public static SqliteMigration Migration { get; } = new(8, "replays of dead letters", """
        CREATE TABLE letter_replay (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            monitor INTEGER NOT NULL REFERENCES monitor,
            source TEXT NOT NULL,
            position INTEGER NOT NULL,
            author TEXT NOT NULL,
            at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            copy INTEGER) STRICT;
        CREATE INDEX letter_replay_letter ON letter_replay (monitor, source, position);
        """);
}
