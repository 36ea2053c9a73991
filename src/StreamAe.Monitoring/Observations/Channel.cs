namespace StreamAe.Monitoring.Observations;

/// <summary>One input column of a stream: its name and how its text becomes a number.</summary>
/// <param name="Name">The column or field name, unique in its schema.</param>
/// <param name="Kind">How a value is read.</param>
/// <param name="Categories">For <see cref="ChannelKind.Category"/>: the listed values; a value is decoded to its index, an unlisted
/// one to <c>Categories.Count</c> (the "other" bucket). Empty for numbers and where values are hashed.</param>
public sealed record Channel(string Name, ChannelKind Kind, IReadOnlyList<string> Categories)
{
    public static Channel Number(string name) => new(name, ChannelKind.Number, []);

    /// <summary>For <see cref="ChannelKind.Category"/> without a list: a value is decoded to its hash modulo so many; else 0.</summary>
    public int Buckets { get; init; }

    /// <summary>Of a category: values are decoded to 0 … this − 1.</summary>
    public int CategoryCount => Buckets > 0 ? Buckets : Categories.Count + 1;

    public static Channel HashedCategory(string name, int buckets) => new(name, ChannelKind.Category, []) { Buckets = buckets };

    public static Channel Category(string name, IReadOnlyList<string> categories) => new(name, ChannelKind.Category, categories);

    public bool Equals(Channel? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Buckets == other.Buckets && Categories.SequenceEqual(other.Categories);

    public override int GetHashCode() => HashCode.Combine(Name, Kind, Categories.Count, Buckets);
}
