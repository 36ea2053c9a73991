namespace StreamAe.Storage.Postgres.Migrations;

/// <summary>Which dead letters were replayed.</summary>
internal static class Version6
{
    // As version 8 of the embedded store.
    public static PostgresMigration Migration { get; } = new(6, "replays of dead letters", """
        CREATE TABLE letter_replay (
            sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            source bytea NOT NULL,
            position bigint NOT NULL,
            author bytea NOT NULL,
            at bigint NOT NULL,
            reason bytea NOT NULL,
            copy bigint);
        CREATE INDEX letter_replay_letter ON letter_replay (monitor, sha256(source), position);
        """);
}
