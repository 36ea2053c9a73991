using System.Text.RegularExpressions;

namespace StreamAe.Storage;

/// <summary>How a PostgreSQL store is used.</summary>
public sealed partial record PostgresOptions : StoreOptions
{
    /// <summary>The schema that holds the tables; made where it does not exist. Default <c>streamae</c>; lower-case letters, digits and
    /// underscores, 1 to 63, no digit first. Stores with different schemas share a database without meeting.</summary>
    public string Schema { get; init; } = "streamae";

    /// <summary>Longest time a statement may take, and the longest a source's owner is waited for. Default 30 s; range 1 s … 1 h.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a transaction of this process may stand still before the server ends it, or another process that claims its source
    /// does: a process that was paused within a commit keeps its sources from others for that long. Default 10 s; range 1 s … 1 h.</summary>
    public TimeSpan PausedTransactionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long opening waits for an earlier process of the same instance name to be gone. Default 5 s; range 0 … 1 h.</summary>
    public TimeSpan InstanceTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal new void Validate()
    {
        base.Validate();
        if (!SchemaName().IsMatch(Schema))
        {
            throw new ArgumentException(
                $"\"{Schema}\" is no schema name: give 1 to 63 lower-case letters, digits and underscores, no digit first.", nameof(Schema));
        }

        ValidateTimeout(StatementTimeout, TimeSpan.FromSeconds(1), nameof(StatementTimeout));
        ValidateTimeout(PausedTransactionTimeout, TimeSpan.FromSeconds(1), nameof(PausedTransactionTimeout));
        ValidateTimeout(InstanceTimeout, TimeSpan.Zero, nameof(InstanceTimeout));
    }

    private static void ValidateTimeout(TimeSpan value, TimeSpan least, string name)
    {
        if (value < least || value > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"Must be {least} to 1 h.");
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemaName();
}
