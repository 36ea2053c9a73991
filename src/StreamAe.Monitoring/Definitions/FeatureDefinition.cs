namespace StreamAe.Monitoring.Definitions;

/// <summary>One feature of a monitor: a field of the record, or something computed from the event time.</summary>
/// <param name="Name">The field; for the computed kinds the kind's own word (<c>hourOfDay</c>). Unique in its monitor.</param>
/// <param name="Kind">How it is encoded.</param>
/// <param name="Transform">Applied to a number before standardisation; <see cref="NumberTransform.None"/> for other kinds.</param>
/// <param name="Categories">For <see cref="FeatureKind.Category"/> the listed values, each one input of a one-hot code; else, and where values are hashed, empty.</param>
public sealed record FeatureDefinition(string Name, FeatureKind Kind, NumberTransform Transform, IReadOnlyList<string> Categories)
{
    /// <summary>Whether the model is given it as context, to encoder and decoder, instead of reconstructing it: neither scored nor
    /// named in an explanation. Default: hour and weekday are, the others not.</summary>
    public bool IsContext { get; init; } = IsContextByItself(Kind);

    /// <summary>For a <see cref="FeatureKind.Category"/> without a list: how many inputs the hashes of its values share; null where values are listed, and for
    /// other kinds. 2 to 1,024.</summary>
    public int? Buckets { get; init; }

    /// <summary>Inputs of a category: one for each bucket, or one for each value and one for all others.</summary>
    internal int CategoryCount => Buckets ?? Categories.Count + 1;

    /// <summary>What a feature of the entity's own history measures: one field, two for a place, or <c>hourOfDay</c>; else empty.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>How far a count, a sum or a rolling statistic reaches back: an event that long ago counts 1 ÷ e, or, for the smallest and the largest
    /// value, no more. Null for the other kinds; 1s to 3650d.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>In units of the field per so much time is a rate; null is a second, and for the other kinds. 1s to 3650d.</summary>
    public TimeSpan? Per { get; init; }

    /// <summary>What an entity's mean begins at, as if it had had five such values; null is its first value. Above 0.</summary>
    public double? Prior { get; init; }

    /// <summary>How its number is scaled; null is as the monitor's features are (<see cref="MonitorDefinition.Scale"/>). Null for categories, hour and
    /// weekday.</summary>
    public InputScale? Scale { get; init; }

    /// <summary>It needs what the entity did before.</summary>
    internal bool IsOfHistory => Kind >= FeatureKind.Ratio;

    /// <summary>What it measures of the history has a size.</summary>
    internal bool MeasuresNumbers => IsOfHistory && Kind is not (FeatureKind.FirstSeen or FeatureKind.Rarity);

    /// <summary>The fields that a feature of the history reads.</summary>
    internal IEnumerable<string> FieldsOfHistory => Kind == FeatureKind.Rarity ? Of.Where(name => name != HourOfDay.Name) : Of;

    /// <summary>A feature of the entity's own history; its name says all of it: <c>sum(amount, 1d)</c>.</summary>
    /// <param name="word">The kind's word in a monitor file.</param>
    /// <param name="timeText">The window, or the unit of time, as the file has it; empty where there is none.</param>
    internal static FeatureDefinition History(FeatureKind kind, string word, IReadOnlyList<string> of, string timeText = "")
    {
        string[] arguments = timeText.Length == 0 ? [.. of] : [.. of, timeText];
        return new($"{word}({string.Join(", ", arguments)})", kind, NumberTransform.None, []) { Of = of };
    }

    public static FeatureDefinition HourOfDay { get; } = new("hourOfDay", FeatureKind.HourOfDay, NumberTransform.None, []);

    public static FeatureDefinition Weekday { get; } = new("weekday", FeatureKind.Weekday, NumberTransform.None, []);

    public static FeatureDefinition SinceLast { get; } = new("sinceLast", FeatureKind.SinceLast, NumberTransform.None, []);

    public static FeatureDefinition Numbers { get; } = new("numbers", FeatureKind.Numbers, NumberTransform.None, []);

    public static FeatureDefinition Number(string name, NumberTransform transform = NumberTransform.None) =>
        new(name, FeatureKind.Number, transform, []);

    public static FeatureDefinition Category(string name, IReadOnlyList<string> values) =>
        new(name, FeatureKind.Category, NumberTransform.None, values);

    public static FeatureDefinition HashedCategory(string name, int buckets) =>
        new(name, FeatureKind.Category, NumberTransform.None, []) { Buckets = buckets };

    /// <summary>An input of a category in words: a value, or where many values share one, its number.</summary>
    internal string CategoryOf(int index) => Buckets is not null ? $"bucket {index}" : index < Categories.Count ? Categories[index] : "other";

    /// <summary>Hour and weekday say when, not what.</summary>
    internal static bool IsContextByItself(FeatureKind kind) => kind is FeatureKind.HourOfDay or FeatureKind.Weekday;

    public bool Equals(FeatureDefinition? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Transform == other.Transform
        && IsContext == other.IsContext && Scale == other.Scale && Buckets == other.Buckets && Within == other.Within && Per == other.Per && Prior.Equals(other.Prior)
        && Categories.SequenceEqual(other.Categories) && Of.SequenceEqual(other.Of);

    public override int GetHashCode() => HashCode.Combine(Name, Kind, Transform, Categories.Count);
}
