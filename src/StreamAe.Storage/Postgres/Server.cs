using System.Globalization;
using Npgsql;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// A database and the connections to it. Whoever runs something short takes a pooled one; one that turns out to be broken (the server was
/// restarted) is replaced once.
/// </summary>
internal sealed class Server : IDisposable
{
    private const int PoolSize = 16;
    private const int ConnectSeconds = 15;

    /// <summary>SQLSTATE of a session that the server ended because its transaction stood still.</summary>
    private const string IdleInTransaction = "25P03";

    private readonly NpgsqlDataSource _pool;

    private Server(NpgsqlDataSource pool, string name)
    {
        _pool = pool;
        Name = name;
    }

    /// <summary>For messages: everything but the password.</summary>
    public string Name { get; }

    /// <param name="readOnly">The server then refuses every change.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static Server Of(string connectionString, string instance, PostgresOptions options, bool readOnly = false)
    {
        NpgsqlConnectionStringBuilder builder = Parse(connectionString) ?? throw new ArgumentException(
            "The connection string of PostgreSQL cannot be read: it must be Host=…;Port=…;Database=…;Username=…;Password=…, "
            + "with quotes around a value that holds a semicolon.",
            nameof(connectionString));
        if (string.IsNullOrWhiteSpace(builder.Host))
        {
            throw new ArgumentException("The connection string of PostgreSQL names no Host.", nameof(connectionString));
        }

        builder.ApplicationName ??= $"streamae {instance}";
        builder.SearchPath = options.Schema;
        builder.MaxPoolSize = PoolSize;
        builder.Timeout = ConnectSeconds;

        // The server ends what takes too long; a server that does not even answer is given up a little later.
        builder.CommandTimeout = (int)options.StatementTimeout.TotalSeconds + 5;
        builder.CancellationTimeout = 2000;
        builder.KeepAlive = 15;
        builder.MaxAutoPrepare = 64;
        builder.PersistSecurityInfo = false;
        builder.IncludeErrorDetail = false;
        builder.Enlist = false;
        builder.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{builder.Options} -c statement_timeout={options.StatementTimeout.TotalMilliseconds:0} -c lock_timeout={options.StatementTimeout.TotalMilliseconds:0} "
            + $"-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c jit=off{(readOnly ? " -c default_transaction_read_only=on" : string.Empty)}").Trim();
        string name = $"PostgreSQL database {builder.Database ?? builder.Username} on {builder.Host}:{builder.Port}";
        return new Server(NpgsqlDataSource.Create(builder), name);
    }

    /// <summary>A connection that the caller closes.</summary>
    public NpgsqlConnection Open()
    {
        try
        {
            return _pool.OpenConnection();
        }
        catch (PostgresException error)
        {
            ConnectionErrors.ThrowIfKnown(Name, error);
            throw;
        }
    }

    /// <summary>Runs something that may be run twice.</summary>
    public T Use<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            return Once(work);
        }
        catch (NpgsqlException error) when (IsBroken(error))
        {
            ForgetConnections();
            return Once(work);
        }
    }

    /// <summary>Runs something that may be run twice, in a transaction that sees one state of the database.</summary>
    public T UseView<T>(Func<NpgsqlConnection, T> work) => Use(connection =>
    {
        using NpgsqlTransaction view = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        T result = work(connection);
        view.Commit();
        return result;
    });

    /// <summary>Runs something in a transaction that writes. A connection that breaks after its end was asked for is not replaced: it may be done.</summary>
    public T UseTransaction<T>(Func<NpgsqlConnection, T> work)
    {
        bool asked = false;
        T Run(NpgsqlConnection connection)
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            T result = work(connection);
            asked = true;
            transaction.Commit();
            return result;
        }

        try
        {
            return Once(Run);
        }
        catch (NpgsqlException error) when (!asked && IsBroken(error))
        {
            ForgetConnections();
            return Once(Run);
        }
    }

    /// <summary>Connections that nobody uses are closed; those in use, once they are not.</summary>
    public void ForgetConnections() => _pool.Clear();

    public void Dispose() => _pool.Dispose();

    /// <summary>The connection is gone, not just the statement.</summary>
    public static bool IsBroken(NpgsqlException error) => error is not PostgresException state
        ? error.InnerException is IOException or System.Net.Sockets.SocketException
        : state.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransaction;

    /// <summary>Null where it cannot be read; the cause is dropped, for it may quote a piece of the password.</summary>
    private static NpgsqlConnectionStringBuilder? Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }

    private T Once<T>(Func<NpgsqlConnection, T> work)
    {
        using NpgsqlConnection connection = Open();
        return work(connection);
    }
}
