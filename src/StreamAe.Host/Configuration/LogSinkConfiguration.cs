namespace StreamAe.Host.Configuration;

/// <summary>One JSON line an alert or a record, appended to a file.</summary>
internal sealed record LogSinkConfiguration : SinkConfiguration
{
    /// <summary>The file, relative to the configuration; made with its folder where it does not exist. Without a name, what is not yet written
    /// is remembered by its file name. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>A line that would make the file larger begins the next one. Default 100 MiB; range 1,024 bytes to 1 TiB.</summary>
    public long MaxBytes { get; init; } = 100L << 20;

    /// <summary>Most files, the one in use among them; older ones are removed. Default 10; range 2 to 10,000.</summary>
    public int Keep { get; init; } = 10;

    protected override string Kind => SinkKeys.LogKind;

    protected override string NaturalName => System.IO.Path.GetFileName(Path);
}
