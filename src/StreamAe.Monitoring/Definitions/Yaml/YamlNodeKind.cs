namespace StreamAe.Monitoring.Definitions.Yaml;

internal enum YamlNodeKind
{
    Scalar,
    Sequence,
    Mapping,

    /// <summary>Already reported (an alias, a tag): readers pass over it in silence.</summary>
    Refused,
}
