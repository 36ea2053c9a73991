namespace StreamAe.Host.Lab;

/// <summary>Which columns of a file to read.</summary>
internal sealed record LabColumns
{
    /// <summary>Columns of numbers; null for every column that is not read as text.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Columns of words: the label, the conditions.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Columns that are passed over where <see cref="Features"/> is null.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Whether a number may be missing (NaN); else it is an error.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>What the numbers may take in memory.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;
}
