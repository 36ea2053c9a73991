namespace StreamAe.Storage.Postgres.Migrations;

/// <summary>Operators' requests, the record of every training, and uses of models that came back into use later.</summary>
internal static class Version3
{
    // As version 5 of the embedded store.
    public static PostgresMigration Migration { get; } = new(3, "operators' requests and the record of trainings", """
        ALTER TABLE model ADD COLUMN request bigint;
        CREATE TABLE model_use (
            entity bigint NOT NULL REFERENCES entity,
            from_sequence bigint NOT NULL,
            version integer NOT NULL,
            position bigint REFERENCES position,
            from_position bigint,
            after_version integer,
            request bigint,
            PRIMARY KEY (entity, from_sequence));
        CREATE TABLE training (
            entity bigint NOT NULL REFERENCES entity,
            version integer NOT NULL,
            verdict text NOT NULL,
            trained_through bigint,
            rows integer,
            error real,
            champion_error real,
            champion_version integer,
            detail bytea NOT NULL,
            written bigint NOT NULL,
            model bytea,
            PRIMARY KEY (entity, version));
        ALTER TABLE training ALTER model SET STORAGE EXTERNAL;
        CREATE TABLE operator_request (
            sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            entity bytea,
            kind text NOT NULL,
            body text NOT NULL,
            author bytea NOT NULL,
            at bigint NOT NULL,
            reason bytea NOT NULL,
            applied bigint NOT NULL DEFAULT 0,
            refused bigint NOT NULL DEFAULT 0,
            detail bytea NOT NULL DEFAULT '',
            at_sequence bigint,
            settled bigint);
        CREATE INDEX operator_request_monitor ON operator_request (monitor, sequence);
        CREATE INDEX operator_request_pending ON operator_request (monitor, sequence) WHERE settled IS NULL OR entity IS NULL;
        """);
}
