using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamAe.Storage.Postgres.Migrations;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// The tables of the store in a schema of their own: those of <see cref="Sqlite.StoreSchema"/>, with these differences. Names and keys are
/// <see cref="StoredText"/>. <c>instance</c> lists the processes that ever used the store, by their names; positions, alerts and records
/// that wait for sinks have an owner among them, and say which source they came from, so that whoever claims the source gets them too.
/// <c>plan</c> knows the version of its cohort's model: only a higher one replaces it. Models name their source by its <c>position</c>.
/// </summary>
internal static class PostgresSchema
{
    public const int CohortModelsKept = Sqlite.StoreSchema.CohortModelsKept;

    public static readonly long Version = PostgresMigration.All[^1].Version;

    /// <summary>The oldest server that is tested.</summary>
    private static readonly Version OldestServer = new(15, 0);

    /// <summary>
    /// Makes what is missing, in one transaction. Processes that start together do so one after the other.
    /// </summary>
    /// <exception cref="InvalidDataException">The schema is no store, or from a newer version of the program.</exception>
    /// <exception cref="IOException">The server is too old.</exception>
    public static void Prepare(NpgsqlConnection connection, string schema, string server, ILogger logger)
    {
        VerifyServer(connection, server);
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        connection.Execute("SELECT pg_advisory_xact_lock($1)", Sql.Int64(AdvisoryLock.KeyOf("schema", schema)));
        if (!Exists(connection, schema))
        {
            connection.Execute($"CREATE SCHEMA {schema}");
        }

        long stored = ReadVersion(connection, schema, server);
        if (stored < Version)
        {
            Migrate(connection, stored, $"{server}, schema {schema},", logger);
        }

        transaction.Commit();
    }

    /// <summary>Changes nothing.</summary>
    /// <exception cref="InvalidDataException">The schema is no store, or of another version of the program.</exception>
    /// <exception cref="IOException">There is no store, or the server is too old.</exception>
    public static void Verify(NpgsqlConnection connection, string schema, string server)
    {
        VerifyServer(connection, server);
        long stored = Exists(connection, schema) ? ReadVersion(connection, schema, server) : 0;
        if (stored == 0)
        {
            throw new IOException(
                $"There is no store in schema {schema} of the {server}: no service has run with it. Check 'store' in the configuration, or run the service first.");
        }

        if (stored < Version)
        {
            throw StoreErrors.OlderVersion($"{server}, schema {schema},", stored, Version);
        }
    }

    private static void VerifyServer(NpgsqlConnection connection, string server)
    {
        if (connection.PostgreSqlVersion < OldestServer)
        {
            throw new IOException($"{server} runs PostgreSQL {connection.PostgreSqlVersion}; {OldestServer.Major} or newer is needed.");
        }
    }

    private static bool Exists(NpgsqlConnection connection, string schema) =>
        connection.Scalar("SELECT 1 FROM pg_namespace WHERE nspname = $1", Sql.Text(schema)) is not null;

    /// <returns>0 where the schema is empty.</returns>
    private static long ReadVersion(NpgsqlConnection connection, string schema, string server)
    {
        if (connection.Scalar("SELECT 1 FROM pg_class WHERE relnamespace = $1::regnamespace AND relname = 'meta'", Sql.Text(schema)) is not null)
        {
            string? version = (string?)connection.Scalar("SELECT value FROM meta WHERE key = 'version'");
            if (long.TryParse(version, CultureInfo.InvariantCulture, out long stored) && stored > Version)
            {
                throw new InvalidDataException(
                    $"{server} has store version {stored} in schema {schema}; this program reads up to version {Version}. "
                    + "Use the program version that wrote it, or a newer one, or give another schema.");
            }

            return stored > 0
                ? stored
                : throw new InvalidDataException(
                    $"{server} says store version \"{version}\" in schema {schema}; the first there ever was is 1. Restore the database from a copy, "
                    + "or give another schema.");
        }

        return connection.Scalar("SELECT 1 FROM pg_class WHERE relnamespace = $1::regnamespace LIMIT 1", Sql.Text(schema)) is null
            ? 0
            : throw new InvalidDataException(
                $"{server} has a schema {schema} with tables in it that is no store of StreamAe: it has no table meta. Give another schema.");
    }

    private static void Migrate(NpgsqlConnection connection, long stored, string store, ILogger logger)
    {
        if (stored == 0)
        {
            connection.Execute("CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL)");
            connection.Execute("INSERT INTO meta VALUES ('version', '0')");
        }
        else
        {
            StoreLog.Migrating(logger, store, stored, Version);
        }

        foreach (PostgresMigration migration in PostgresMigration.All.Where(m => m.Version > stored))
        {
            StoreLog.Migration(logger, store, migration.Version, migration.Gives);
            connection.Execute(migration.Sql);
        }

        connection.Execute("UPDATE meta SET value = $1 WHERE key = 'version'", Sql.Text(Version.ToString(CultureInfo.InvariantCulture)));
    }
}
