using System.Globalization;
using StreamAe.Monitoring.Definitions;
using YamlDotNet.RepresentationModel;

namespace StreamAe.Host.Api.Monitors;

/// <summary>Tells two monitor files apart by their effective values: comments, order and what is the default anyway are no changes.</summary>
internal static class DefinitionChanges
{
    public static IReadOnlyList<DefinitionChange> Between(MonitorDefinition before, MonitorDefinition after)
    {
        SortedDictionary<string, string> old = ValuesOf(before), now = ValuesOf(after);
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Select(key => new DefinitionChange(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static SortedDictionary<string, string> ValuesOf(MonitorDefinition definition)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var text = new StringReader(MonitorFile.ToYaml(definition));
        var yaml = new YamlStream();
        yaml.Load(text);
        Add(values, string.Empty, yaml.Documents[0].RootNode);
        return values;
    }

    private static void Add(SortedDictionary<string, string> values, string key, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                foreach ((YamlNode name, YamlNode value) in map.Children)
                {
                    Add(values, key.Length == 0 ? name.ToString() : $"{key}.{name}", value);
                }

                break;
            case YamlSequenceNode list:
                for (int i = 0; i < list.Children.Count; i++)
                {
                    Add(values, string.Create(CultureInfo.InvariantCulture, $"{key}[{i}]"), list.Children[i]);
                }

                break;
            default:
                values[key] = node.ToString();
                break;
        }
    }
}
