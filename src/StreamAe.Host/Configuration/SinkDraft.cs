namespace StreamAe.Host.Configuration;

/// <summary>A sink as it stands in the file: the keys of every kind.</summary>
internal sealed record SinkDraft
{
    public string Kind { get; init; } = "";

    public string Path { get; init; } = "";
}
