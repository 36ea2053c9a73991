using System.Data.Common;
using Npgsql;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A database with a PostgreSQL store.</summary>
internal sealed class PostgresPlace : StorePlace
{
    public const string Instance = "one";

    private readonly string _database;

    public PostgresPlace(PostgresServer server, string database)
    {
        Server = server;
        _database = database;
        ExecuteAsAdministrator($"CREATE DATABASE {database}");
    }

    public PostgresServer Server { get; }

    public string ConnectionString => Server.ConnectionString(_database);

    public override PostgresStateStore Open(StoreOptions options, params string[] sinks) => OpenAs(Instance, options, sinks);

    public override PostgresStateStore Open(params string[] sinks) => OpenAs(Instance, new PostgresOptions(), sinks);

    public PostgresStateStore OpenAs(string instance, StoreOptions? options = null, params string[] sinks) => PostgresStateStore.Open(
        ConnectionString,
        sinks.Length == 0 ? [Sink] : sinks,
        instance,
        options as PostgresOptions ?? new PostgresOptions
        {
            ScoreRetention = options?.ScoreRetention,
            AlertRetention = options?.AlertRetention,
            Time = options?.Time ?? TimeProvider.System,
            InstanceTimeout = TimeSpan.FromSeconds(1),
        });

    public override void Usurp(string monitor, string source)
    {
        using PostgresStateStore rival = OpenAs("rival");
        rival.Claim(monitor, source);
    }

    public override void DropPages(int number) => Execute($"DELETE FROM page WHERE number = {number}");

    public void ExecuteAsAdministrator(string sql)
    {
        using var connection = new NpgsqlConnection(Server.ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public override void Dispose() => ExecuteAsAdministrator($"DROP DATABASE {_database} WITH (FORCE)");

    protected override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Search Path=streamae");
        connection.Open();
        return connection;
    }
}
