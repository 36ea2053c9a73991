using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>A service configuration as it stands in the file, before monitors are read and names resolved.</summary>
internal sealed record ServiceDraft
{
    public string Data { get; init; } = "data/service";

    public IReadOnlyList<Placed<string>> Monitors { get; init; } = [];

    public IReadOnlyList<Placed<SourceConfiguration>> Sources { get; init; } = [];

    public IReadOnlyList<Placed<SinkConfiguration>> Sinks { get; init; } =
        [new(new ConsoleSinkConfiguration(), new YamlNode(YamlNodeKind.Mapping, 1, 1), "sinks")];

    public StoreConfiguration Store { get; init; } = new SqliteStoreConfiguration();

    public RuntimeConfiguration Runtime { get; init; } = new();

    public ComputeKind Compute { get; init; }

    public int ComputeDevice { get; init; }

    public CommitConfiguration Commit { get; init; } = new();

    public HealthConfiguration? Health { get; init; }

    public ApiConfiguration? Api { get; init; }

    public TelemetryConfiguration? Telemetry { get; init; }
}
