namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>Where in the sources models came into use.</summary>
internal static class Version3
{
    // A model's last bytes are its checksum: two processes may train a cohort's model of the same version from other rows. Where the models
    // came into use that are stored already is not known; their entities' sequences are.
    public static SqliteMigration Migration { get; } = new(3, "source positions of models, for replays", """
        ALTER TABLE model ADD COLUMN source TEXT;
        ALTER TABLE model ADD COLUMN from_position INTEGER;
        ALTER TABLE model ADD COLUMN after_version INTEGER;
        CREATE TABLE cohort_model (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            plan INTEGER NOT NULL REFERENCES plan,
            digest BLOB NOT NULL,
            model BLOB NOT NULL,
            UNIQUE (plan, digest)) STRICT;
        INSERT INTO cohort_model (plan, digest, model) SELECT id, substr(cohort, -8), cohort FROM plan WHERE cohort IS NOT NULL;
        CREATE TABLE cohort_start (
            plan INTEGER NOT NULL REFERENCES plan,
            source TEXT NOT NULL,
            from_position INTEGER NOT NULL,
            model INTEGER NOT NULL REFERENCES cohort_model ON DELETE CASCADE,
            PRIMARY KEY (plan, source, from_position)) STRICT, WITHOUT ROWID;
        CREATE INDEX cohort_start_model ON cohort_start (model);
        """);
}
