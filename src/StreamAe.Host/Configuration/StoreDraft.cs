namespace StreamAe.Host.Configuration;

/// <summary>A store as it stands in the file: the keys of every kind.</summary>
internal sealed record StoreDraft
{
    public string Kind { get; init; } = "";

    public SecretText? Connection { get; init; }

    public string Schema { get; init; } = new PostgresStoreConfiguration { Connection = new SecretText("", "") }.Schema;

    public string? Instance { get; init; }

    public TimeSpan? KeepScores { get; init; }

    public TimeSpan? KeepAlerts { get; init; }
}
