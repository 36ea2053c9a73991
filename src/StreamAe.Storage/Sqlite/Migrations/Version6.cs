namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>What monitors were before they were edited.</summary>
internal static class Version6
{
    // A plan that is replaced keeps its row, which others refer to; what it was moves to a row of its own.
    public static SqliteMigration Migration { get; } = new(6, "monitors that are edited while they run", """
        ALTER TABLE plan ADD COLUMN definition TEXT;
        ALTER TABLE plan ADD COLUMN origin_observations INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE plan ADD COLUMN origin_version INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE former_plan (
            plan INTEGER NOT NULL REFERENCES plan,
            compatibility TEXT NOT NULL,
            definition TEXT,
            cohort BLOB,
            PRIMARY KEY (plan, compatibility)) STRICT, WITHOUT ROWID;
        """);
}
