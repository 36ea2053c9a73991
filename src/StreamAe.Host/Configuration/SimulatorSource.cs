namespace StreamAe.Host.Configuration;

/// <summary>A simulated stream with anomalies in it, to try things without a plant.</summary>
internal sealed record SimulatorSource : SourceConfiguration
{
    /// <summary>Required.</summary>
    public SimulatedStreamKind Stream { get; init; }

    /// <summary>Events a second; null for as fast as they are taken. Default 1,000; above 0, at most 10,000,000.</summary>
    public double? Rate { get; init; } = 1000;

    /// <summary>Another seed is another world; keep it for one data folder. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Pumps or cards; null for the stream's own number (200 pumps, 2,000 cards). Default null; 1 to 1,000,000.</summary>
    public int? Entities { get; init; }

    /// <summary>The stream ends after so many events, counted from its first start; null for never. Default null; from 1.</summary>
    public long? Events { get; init; }
}
