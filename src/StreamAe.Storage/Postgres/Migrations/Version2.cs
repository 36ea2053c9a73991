namespace StreamAe.Storage.Postgres.Migrations;

/// <summary>Where in the sources models came into use.</summary>
internal static class Version2
{
    // As version 3 of the embedded store.
    public static PostgresMigration Migration { get; } = new(2, "source positions of models, for replays", """
        ALTER TABLE model ADD COLUMN position bigint REFERENCES position;
        ALTER TABLE model ADD COLUMN from_position bigint;
        ALTER TABLE model ADD COLUMN after_version integer;
        CREATE TABLE cohort_model (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            plan integer NOT NULL REFERENCES plan,
            digest bytea NOT NULL,
            model bytea NOT NULL,
            UNIQUE (plan, digest));
        ALTER TABLE cohort_model ALTER model SET STORAGE EXTERNAL;
        INSERT INTO cohort_model (plan, digest, model) SELECT id, substr(cohort, length(cohort) - 7), cohort FROM plan WHERE cohort IS NOT NULL;
        CREATE TABLE cohort_start (
            plan integer NOT NULL REFERENCES plan,
            position bigint NOT NULL REFERENCES position,
            from_position bigint NOT NULL,
            model bigint NOT NULL REFERENCES cohort_model ON DELETE CASCADE,
            PRIMARY KEY (plan, position, from_position));
        CREATE INDEX cohort_start_model ON cohort_start (model);
        """);
}
