using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// The one connection that commits for this process. It holds a lock on the name of the instance: as long as the server knows the
/// connection, no other process of that name gets in, and when a new one stands, whatever the old one was doing has ended. Not safe for
/// concurrent use.
/// </summary>
internal sealed class InstanceConnection(Server server, string instance, PostgresOptions options, ILogger logger) : IDisposable
{
    private NpgsqlConnection? _connection;
    private bool _wasConnected;

    /// <summary>Of this instance in the table <c>instance</c>.</summary>
    public int Id { get; private set; }

    /// <summary>The connection, made anew where it was lost.</summary>
    /// <exception cref="IOException">Another process has the name.</exception>
    public NpgsqlConnection Get()
    {
        if (_connection?.FullState == System.Data.ConnectionState.Open)
        {
            return _connection;
        }

        Close();
        if (_wasConnected)
        {
            // The others of the pool are likely to be as dead as this one was.
            server.ForgetConnections();
        }

        NpgsqlConnection connection = server.Open();
        try
        {
            TakeName(connection);
            connection.Execute(StateCopy.CreateTables);
            Id = (int)connection.Scalar(
                "INSERT INTO instance (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id", Sql.Name(instance))!;
        }
        catch
        {
            Discard(connection);
            throw;
        }

        if (_wasConnected)
        {
            StoreLog.Reconnected(logger, server.Name, instance);
        }

        _wasConnected = true;
        return _connection = connection;
    }

    public void Dispose() => Close();

    private void TakeName(NpgsqlConnection connection)
    {
        try
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = {Math.Max(1, options.InstanceTimeout.TotalMilliseconds):0}"));
            connection.Execute("SELECT pg_advisory_lock($1)", Sql.Int64(AdvisoryLock.KeyOf("instance", options.Schema, instance)));
            connection.Execute(string.Create(
                CultureInfo.InvariantCulture,
                $"SET lock_timeout = {options.StatementTimeout.TotalMilliseconds:0}; "
                + $"SET idle_in_transaction_session_timeout = {options.PausedTransactionTimeout.TotalMilliseconds:0}"));
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
        {
            throw new IOException(
                $"Another process uses {server.Name}, schema {options.Schema}, as instance {instance}. Every process needs a name of its own: "
                + "stop the other one, or name this one otherwise.",
                error);
        }
    }

    private void Close()
    {
        if (_connection is not null)
        {
            Discard(_connection);
            _connection = null;
        }
    }

    /// <summary>Lets go of the name before the session goes back to the pool, where it would go on holding it.</summary>
    private static void Discard(NpgsqlConnection connection)
    {
        try
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                connection.Execute("SELECT pg_advisory_unlock_all(); RESET idle_in_transaction_session_timeout; RESET lock_timeout");
            }
        }
        catch (NpgsqlException)
        {
            // It was broken: the server lets go of the name by itself.
        }
        finally
        {
            connection.Dispose();
        }
    }
}
