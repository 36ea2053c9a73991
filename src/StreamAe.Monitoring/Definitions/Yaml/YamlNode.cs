namespace StreamAe.Monitoring.Definitions.Yaml;

/// <summary>A node of a YAML tree with the place where it stands. Line and column count from 1.</summary>
internal sealed record YamlNode(YamlNodeKind Kind, int Line, int Column)
{
    /// <summary>The text of a scalar; empty otherwise.</summary>
    public string Text { get; init; } = "";

    /// <summary>A scalar without quotes, which YAML may read as a number or as nothing.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The entries of a sequence.</summary>
    public IReadOnlyList<YamlNode> Items { get; init; } = [];

    /// <summary>The pairs of a mapping, repeated keys included.</summary>
    public IReadOnlyList<(YamlNode Key, YamlNode Value)> Pairs { get; init; } = [];

    public bool IsNull => Kind == YamlNodeKind.Scalar && IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The node on one line for a message.</summary>
    public string Shown => Kind switch
    {
        YamlNodeKind.Scalar => DefinitionErrors.Shown(Text),
        YamlNodeKind.Sequence => "a list",
        YamlNodeKind.Mapping => "a mapping",
        _ => "",
    };
}
