namespace StreamAe.Host.Configuration;

/// <summary>A source as it stands in the file: the keys of every kind.</summary>
internal sealed record SourceDraft
{
    public string Name { get; init; } = "";

    public string Kind { get; init; } = "";

    public IReadOnlyList<string> Paths { get; init; } = [];

    public bool Follow { get; init; }

    public SimulatedStreamKind Stream { get; init; }

    public double? Rate { get; init; } = new SimulatorSource { Name = "" }.Rate;

    public ulong Seed { get; init; } = new SimulatorSource { Name = "" }.Seed;

    public int? Entities { get; init; }

    public long? Events { get; init; }

    /// <summary>Without its name.</summary>
    public KafkaSource Kafka { get; init; } = new() { Name = "" };
}
