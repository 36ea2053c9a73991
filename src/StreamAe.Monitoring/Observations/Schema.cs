namespace StreamAe.Monitoring.Observations;

/// <summary>The channels of an observation, in order. Equal schemas are interchangeable.</summary>
public sealed class Schema : IEquatable<Schema>
{
    public Schema(IReadOnlyList<Channel> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        if (channels.Select(c => c.Name).Distinct().Count() != channels.Count)
        {
            throw new ArgumentException("Channel names must be unique within a schema.", nameof(channels));
        }

        Channels = channels;
    }

    public IReadOnlyList<Channel> Channels { get; }

    public int Count => Channels.Count;

    public bool Equals(Schema? other) => other is not null && (ReferenceEquals(this, other) || Channels.SequenceEqual(other.Channels));

    public override bool Equals(object? obj) => Equals(obj as Schema);

    public override int GetHashCode() => Channels.Aggregate(17, (hash, channel) => HashCode.Combine(hash, channel.GetHashCode()));

    public override string ToString() => string.Join(',', Channels.Select(c => c.Name));
}
