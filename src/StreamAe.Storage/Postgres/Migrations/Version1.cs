namespace StreamAe.Storage.Postgres.Migrations;

/// <summary>The first tables.</summary>
internal static class Version1
{
    // fillfactor: states and the pages that are being filled are rewritten over and over; with room in their block the new version lies
    // beside the old and no index is touched. EXTERNAL: floats do not compress. Long texts are unique by their hash: an index entry holds
    // less than 2.7 kB.
    public static PostgresMigration Migration { get; } = new(1, "the tables of the store", """
        CREATE TABLE instance (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name bytea NOT NULL UNIQUE,
            last_commit uuid);
        CREATE TABLE monitor (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name bytea NOT NULL,
            observations bigint NOT NULL DEFAULT 0,
            next_cohort_training bigint NOT NULL DEFAULT 0,
            cohort_version integer NOT NULL DEFAULT 0) WITH (fillfactor = 50);
        CREATE UNIQUE INDEX monitor_name ON monitor (sha256(name));
        CREATE TABLE position (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            source bytea NOT NULL,
            next bigint,
            epoch bigint NOT NULL DEFAULT 0,
            owner integer REFERENCES instance) WITH (fillfactor = 50);
        CREATE UNIQUE INDEX position_source ON position (monitor, sha256(source));
        CREATE TABLE plan (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            channels bytea NOT NULL,
            compatibility bytea NOT NULL,
            cohort_version integer NOT NULL DEFAULT 0,
            cohort bytea);
        CREATE UNIQUE INDEX plan_channels ON plan (monitor, sha256(channels));
        CREATE TABLE entity (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            key bytea NOT NULL,
            plan integer NOT NULL REFERENCES plan,
            state bytea NOT NULL,
            UNIQUE (monitor, key)) WITH (fillfactor = 50);
        CREATE TABLE page (
            entity bigint NOT NULL,
            number integer NOT NULL,
            excluded integer NOT NULL,
            rows bytea NOT NULL,
            PRIMARY KEY (entity, number)) WITH (fillfactor = 70);
        ALTER TABLE page ALTER rows SET STORAGE EXTERNAL;
        CREATE TABLE model (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            entity bigint NOT NULL REFERENCES entity,
            version integer NOT NULL,
            from_sequence bigint NOT NULL,
            model bytea NOT NULL,
            UNIQUE (entity, version));
        ALTER TABLE model ALTER model SET STORAGE EXTERNAL;
        CREATE INDEX model_newest ON model (entity, id);
        CREATE TABLE alert (
            sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text NOT NULL UNIQUE,
            monitor bigint NOT NULL REFERENCES monitor,
            entity bigint NOT NULL REFERENCES entity,
            event_time bigint NOT NULL,
            payload text NOT NULL,
            written bigint NOT NULL);
        CREATE INDEX alert_written ON alert (written);
        CREATE TABLE outbox (
            alert bigint NOT NULL REFERENCES alert,
            sink bytea NOT NULL,
            position bigint NOT NULL REFERENCES position,
            owner integer NOT NULL REFERENCES instance,
            PRIMARY KEY (alert, sink));
        CREATE INDEX outbox_owner ON outbox (owner, sink, alert);
        CREATE TABLE record (
            sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            sink bytea NOT NULL,
            position bigint NOT NULL REFERENCES position,
            owner integer NOT NULL REFERENCES instance,
            records bytea NOT NULL);
        ALTER TABLE record ALTER records SET STORAGE EXTERNAL;
        CREATE INDEX record_owner ON record (owner, sink, sequence);
        CREATE TABLE score (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            first bigint NOT NULL,
            last bigint NOT NULL,
            written bigint NOT NULL,
            scores bytea NOT NULL);
        ALTER TABLE score ALTER scores SET STORAGE EXTERNAL;
        CREATE INDEX score_time ON score (monitor, last);
        CREATE TABLE override (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            level smallint NOT NULL,
            target bytea NOT NULL,
            expires bigint,
            body text NOT NULL,
            UNIQUE (monitor, level, target));
        CREATE TABLE override_audit (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            monitor bigint NOT NULL REFERENCES monitor,
            level smallint NOT NULL,
            target bytea NOT NULL,
            expires bigint,
            body text NOT NULL,
            change text NOT NULL,
            author bytea NOT NULL,
            at bigint NOT NULL,
            reason bytea NOT NULL);
        CREATE INDEX override_audit_monitor ON override_audit (monitor, id);
        """);
}
