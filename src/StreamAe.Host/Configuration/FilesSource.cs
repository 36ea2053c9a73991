namespace StreamAe.Host.Configuration;

/// <summary>CSV files, plain or gzip, with a header. Each is read once, to its end, and remembered by its path relative to the configuration.</summary>
internal sealed record FilesSource : SourceConfiguration
{
    /// <summary>
    /// Paths and patterns (<c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>**</c>), relative to the configuration; read in this order, the matches of a
    /// pattern in ordinal order of their names. Rows of one entity must come in order of time. Required; 1 to 1,000 entries.
    /// </summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>
    /// Keep running and read files that appear later. Without it they are read at the next start. Move files into the folder whole: one
    /// is read once its size stands still. Default false.
    /// </summary>
    public bool Follow { get; init; }
}
