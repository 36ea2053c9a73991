namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>Changes of entities that are not in their rows yet.</summary>
internal static class Version4
{
    public static SqliteMigration Migration { get; } = new(4, "entities written seldom, their changes at every commit", """
        CREATE TABLE change (
            id INTEGER PRIMARY KEY,
            changes BLOB NOT NULL) STRICT;
        """);
}
