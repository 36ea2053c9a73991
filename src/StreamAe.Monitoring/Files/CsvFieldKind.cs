namespace StreamAe.Monitoring.Files;

/// <summary>What the text of a value field turned out to be.</summary>
internal enum CsvFieldKind
{
    Value,

    /// <summary>Empty, or a word for "no value".</summary>
    Missing,

    /// <summary>Present, but no finite number within the range of a 32-bit float.</summary>
    Unusable,
}
