using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>What reading one file gathers besides the values: where each key stands and which are wrong.</summary>
internal sealed class ReadContext(DefinitionErrors errors)
{
    private readonly Dictionary<string, YamlNode> _given = [];
    private readonly HashSet<string> _failed = [];

    public DefinitionErrors Errors => errors;

    /// <summary>Records that <paramref name="path"/> stands in the file with the value <paramref name="node"/>.</summary>
    public void Give(string path, YamlNode node) => _given.TryAdd(path, node);

    public YamlNode? Given(string path) => _given.GetValueOrDefault(path);

    /// <summary>True when the value of <paramref name="path"/> was refused, so that rules about it have nothing to say.</summary>
    public bool Failed(string path) => _failed.Contains(path);

    /// <summary>Reports the value at <paramref name="node"/>; returns false so that readers can end with it.</summary>
    public bool Refuse(YamlNode node, string path, string rule, string remedy)
    {
        _failed.Add(path);
        errors.Add(node.Line, node.Column, path, node.IsNull ? "" : node.Shown, rule, remedy);
        return false;
    }

    /// <summary>Marks <paramref name="path"/> as refused where the reason is already reported.</summary>
    public bool Fail(string path)
    {
        _failed.Add(path);
        return false;
    }
}
