namespace StreamAe.Host.Configuration;

/// <summary>A PostgreSQL database, which several processes may share.</summary>
internal sealed record PostgresStoreConfiguration : StoreConfiguration
{
    /// <summary>Npgsql's connection string. Required; at most 10,000 characters.</summary>
    public required SecretText Connection { get; init; }

    /// <summary>The schema of the tables; made where it does not exist. Default streamae; letters, digits, '.', '_' and '-', at most 63 characters.</summary>
    public string Schema { get; init; } = "streamae";

    /// <summary>This process among those that share the schema; null for the name of the machine. Default null; letters, digits, '.', '_' and '-', at
    /// most 100 characters.</summary>
    public string? Instance { get; init; }
}
