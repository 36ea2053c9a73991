using System.Reflection;
using Npgsql;
using Orleans.Configuration;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Orleans.Silos;

/// <summary>
/// The cluster's members, in the database of its state. Orleans' own defaults take a silo for dead after half a minute or more; ours
/// after six seconds, or sixteen where it falls silent, because its entities' events wait meanwhile.
/// </summary>
internal static class Clustering
{
    private const string Npgsql = "Npgsql";

    // Any number that the program takes no other lock with.
    private const long SchemaLock = 0x53_74_72_4F_72_6C_65_61;

    public static void Use(ISiloBuilder silo, RuntimeSetup setup)
    {
        var connection = new NpgsqlConnectionStringBuilder(setup.Database) { SearchPath = setup.Schema };
        Prepare(connection.ConnectionString, setup.Schema);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, connection.ConnectionString));
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(2);

            // A probe by way of another silo has twice the time. Three times as long a silo that falls silent while its connections stand (it is
            // cut off, or paused) is held for alive, whatever the probes say: with Orleans' default of four probe timeouts for 24 s.
            options.MaxProbeTimeout = 2 * options.ProbeTimeout;
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;

            // Where a silo that nobody reaches reads that it is taken for dead.
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

            // A silo that starts waits for all that seem to live: those whose sign of life is younger than nine seconds. Where all were killed at
            // once, nobody else takes them for dead.
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
            options.NumMissedTableIAmAliveLimit = 3;
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
            options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
    }

    /// <summary>Makes what is missing; processes that start together do so one after the other.</summary>
    /// <exception cref="IOException">The database cannot be reached, or does not let it.</exception>
    private static void Prepare(string connectionString, string schema)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("cluster.sql")!;
        using var reader = new StreamReader(resource);
        string script = reader.ReadToEnd();
        try
        {
            using var connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            Execute(connection, $"SELECT pg_advisory_xact_lock({SchemaLock})");
            Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {new NpgsqlCommandBuilder().QuoteIdentifier(schema)}");
            Execute(connection, script);
            transaction.Commit();
        }
        catch (NpgsqlException error)
        {
            throw new IOException($"The cluster's members cannot be kept in schema {schema} of the database: {error.Message}", error);
        }
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
