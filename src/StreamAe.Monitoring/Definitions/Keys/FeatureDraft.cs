namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>An entry of <c>features</c> as written, before its keys are known to fit together.</summary>
internal sealed record FeatureDraft
{
    public string? Name { get; init; }

    public FeatureKind Kind { get; init; }

    public NumberTransform Transform { get; init; }

    /// <summary>Null when the key is not there.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    public int? Buckets { get; init; }

    /// <summary>Null when the key is not there.</summary>
    public IReadOnlyList<string>? Of { get; init; }

    public TimeSpan? Within { get; init; }

    public TimeSpan? Per { get; init; }

    public double? Prior { get; init; }

    /// <summary>Null is auto: the monitor's.</summary>
    public InputScale? Scale { get; init; }

    /// <summary>Null is auto: by its kind.</summary>
    public bool? IsContext { get; init; }
}
