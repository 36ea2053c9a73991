namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>How trainings went.</summary>
internal static class Version7
{
    public static SqliteMigration Migration { get; } = new(7, "curves of trainings", """
        ALTER TABLE training ADD COLUMN curves BLOB;
        """);
}
