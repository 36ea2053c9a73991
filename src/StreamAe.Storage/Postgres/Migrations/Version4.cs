namespace StreamAe.Storage.Postgres.Migrations;

/// <summary>What monitors were before they were edited.</summary>
internal static class Version4
{
    // As version 6 of the embedded store.
    public static PostgresMigration Migration { get; } = new(4, "monitors that are edited while they run", """
        ALTER TABLE plan ADD COLUMN definition bytea;
        ALTER TABLE plan ADD COLUMN origin_observations bigint NOT NULL DEFAULT 0;
        ALTER TABLE plan ADD COLUMN origin_version integer NOT NULL DEFAULT 0;
        CREATE TABLE former_plan (
            plan integer NOT NULL REFERENCES plan,
            compatibility bytea NOT NULL,
            definition bytea,
            cohort bytea);
        CREATE UNIQUE INDEX former_plan_compatibility ON former_plan (plan, sha256(compatibility));
        """);
}
