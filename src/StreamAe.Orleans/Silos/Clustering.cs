using System.Net;
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

    private const string TlsMark = "+tls";

    // Any number that the program takes no other lock with.
    private const long SchemaLock = 0x53_74_72_4F_72_6C_65_61;

    public static void Use(ISiloBuilder silo, RuntimeSetup setup)
    {
        string connection = ConnectionOf(setup);
        Prepare(connection, setup.Schema);
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Npgsql, connection));
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

    /// <summary>The silo's name among the members, which also says whether it speaks TLS: the others do not find that out without an attempt.</summary>
    public static string NameOf(RuntimeSetup setup) => setup.Tls is null ? Environment.MachineName : Environment.MachineName + TlsMark;

    /// <summary>The members that seem to be at work: active, with a sign of life that is not old even where clocks differ by a minute. One that
    /// died meanwhile does not answer.</summary>
    public static async Task<IReadOnlyList<Member>> ReadActiveAsync(RuntimeSetup setup, CancellationToken cancellationToken)
    {
        var members = new List<Member>();
        var connection = new NpgsqlConnection(ConnectionOf(setup));
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using var command = new NpgsqlCommand(
                "SELECT address, port, siloname FROM orleansmembershiptable WHERE deploymentid = $1 AND status = $2 AND iamalivetime > now() - interval '90 s'",
                connection);
            command.Parameters.Add(new NpgsqlParameter { Value = setup.Cluster });
            command.Parameters.Add(new NpgsqlParameter { Value = (int)SiloStatus.Active });
            NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var place = new IPEndPoint(IPAddress.Parse(rows.GetString(0)), rows.GetInt32(1));
                    members.Add(new Member(place, rows.GetString(2).EndsWith(TlsMark, StringComparison.Ordinal)));
                }
            }
        }

        return members;
    }

    private static string ConnectionOf(RuntimeSetup setup) =>
        new NpgsqlConnectionStringBuilder(setup.Database) { SearchPath = setup.Schema }.ConnectionString;

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
