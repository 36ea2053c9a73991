namespace StreamAe.Storage.Postgres.Migrations;

/// <summary>How trainings went.</summary>
internal static class Version5
{
    // As version 7 of the embedded store.
    public static PostgresMigration Migration { get; } = new(5, "curves of trainings", """
        ALTER TABLE training ADD COLUMN curves bytea;
        """);
}
