namespace StreamAe.Monitoring.Definitions;

/// <summary>A channel of <c>score.tails</c>: how far what it names exceeds what the model expects, and its share of the alerts.</summary>
public sealed record TailsDefinition
{
    /// <summary>Names of judged features of one input; of several the surprises add up. Required; one or 1 to 8 entries; each at most 200
    /// characters.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>Share of the false alarms that are this channel's. Raising it finds more of what it sees, and less of the rest. Default 1;
    /// above 0, at most 1.</summary>
    public double Share { get; init; } = 1;

    public bool Equals(TailsDefinition? other) => other is not null && Share.Equals(other.Share) && Of.SequenceEqual(other.Of);

    public override int GetHashCode() => HashCode.Combine(Of.Count, Share);
}
