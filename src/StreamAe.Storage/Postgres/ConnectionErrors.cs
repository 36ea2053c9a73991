using Npgsql;

namespace StreamAe.Storage.Postgres;

/// <summary>What to do about a server that refuses. No message holds a password.</summary>
internal static class ConnectionErrors
{
    /// <summary>Throws what says it better, where there is that.</summary>
    public static void ThrowIfKnown(string server, PostgresException error)
    {
        if (Translate(server, error) is Exception clear)
        {
            throw clear;
        }
    }

    private static Exception? Translate(string server, PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new UnauthorizedAccessException(
            $"{server} refuses the user or the password ({error.MessageText}). Check Username and Password of the connection string, and pg_hba.conf of the server.",
            error),
        PostgresErrorCodes.InvalidCatalogName => new IOException(
            $"{server} does not exist ({error.MessageText}). Create it, or correct Database in the connection string.", error),
        PostgresErrorCodes.InsufficientPrivilege => new UnauthorizedAccessException(
            $"{server} allows too little ({error.MessageText}). Let an administrator create the schema and make this user its owner: "
            + "CREATE SCHEMA streamae AUTHORIZATION the_user;",
            error),
        _ => null,
    };
}
