using Npgsql;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// The session of a source's owner that stands still within a commit and keeps the source locked. The server ends transactions that wait for
/// their client between statements by itself, but not one whose client was stopped while it sent rows: no timeout reaches that.
/// </summary>
internal static class StuckOwner
{
    /// <summary>Ends the session, and so its transaction. What it was committing is committed again by its process if the source is still
    /// its own by then, and passed over if it is not.</summary>
    public static void End(NpgsqlConnection connection, PostgresOptions options, int instance, long monitor, string source)
    {
        object? owner = connection.Scalar(
            "SELECT i.name FROM position p JOIN instance i ON i.id = p.owner WHERE p.monitor = $1 AND sha256(p.source) = sha256($2) AND p.owner <> $3",
            Sql.Int64(monitor),
            Sql.Name(source),
            Sql.Int32(instance));
        if (owner is not byte[] name)
        {
            return;
        }

        try
        {
            // Its session is known by the lock on its name.
            connection.Execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) = $1
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()
                """,
                Sql.Int64(AdvisoryLock.KeyOf("instance", options.Schema, StoredText.Read(name))));
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // It runs as another user: there is nothing but to wait for it.
        }
    }
}
