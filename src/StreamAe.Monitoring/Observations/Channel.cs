namespace StreamAe.Monitoring.Observations;

/// <summary>One input column of a stream: its name and how its text becomes a number.</summary>
/// <param name="Name">The column or field name, unique in its schema.</param>
/// <param name="Kind">How a value is read.</param>
/// <param name="Categories">For <see cref="ChannelKind.Category"/>: the listed values; a value is decoded to its index, an unlisted
/// one to <c>Categories.Count</c> (the "other" bucket). Empty for numbers.</param>
public sealed record Channel(string Name, ChannelKind Kind, IReadOnlyList<string> Categories)
{
    public static Channel Number(string name) => new(name, ChannelKind.Number, []);

    public static Channel Category(string name, IReadOnlyList<string> categories) => new(name, ChannelKind.Category, categories);

    public bool Equals(Channel? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Categories.SequenceEqual(other.Categories);

    public override int GetHashCode() => HashCode.Combine(Name, Kind, Categories.Count);
}
