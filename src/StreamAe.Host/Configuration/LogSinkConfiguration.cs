namespace StreamAe.Host.Configuration;

/// <summary>One JSON line an alert, appended to a file.</summary>
internal sealed record LogSinkConfiguration : SinkConfiguration
{
    /// <summary>The file, relative to the configuration; made with its folder where it does not exist. What is not yet written is remembered
    /// by its file name. Required.</summary>
    public string Path { get; init; } = "";
}
