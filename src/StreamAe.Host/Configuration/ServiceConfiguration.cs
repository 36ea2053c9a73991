namespace StreamAe.Host.Configuration;

/// <summary>What <c>streamae run</c> runs. Made by <see cref="ServiceFile"/>, which checks it; paths are ready to use.</summary>
internal sealed record ServiceConfiguration
{
    /// <summary>The folder of the file; paths in it are relative to this one. Empty for the current folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of state and dead letters; one process at a time. Default data/service.</summary>
    public required string Data { get; init; }

    /// <summary>At least one, with different names.</summary>
    public required IReadOnlyList<MonitorBinding> Monitors { get; init; }

    /// <summary>At least one, with different names.</summary>
    public required IReadOnlyList<SourceConfiguration> Sources { get; init; }

    /// <summary>Default the console. May be empty: alerts are then only stored.</summary>
    public required IReadOnlyList<SinkConfiguration> Sinks { get; init; }

    /// <summary>Default SQLite in the data folder.</summary>
    public StoreConfiguration Store { get; init; } = new SqliteStoreConfiguration();

    public RuntimeConfiguration Runtime { get; init; } = new();

    /// <summary>Default auto.</summary>
    public ComputeKind Compute { get; init; }

    /// <summary>The number that <c>streamae devices</c> gives to a device. Default 0, the first; 0 to 1,023. Counts where one may score.</summary>
    public int ComputeDevice { get; init; }

    public CommitConfiguration Commit { get; init; } = new();

    /// <summary>Null where nothing listens. Default null.</summary>
    public HealthConfiguration? Health { get; init; }

    /// <summary>Null where nothing is served. Default null.</summary>
    public ApiConfiguration? Api { get; init; }

    /// <summary>Null where nothing is sent but to where the environment says. Default null.</summary>
    public TelemetryConfiguration? Telemetry { get; init; }
}
