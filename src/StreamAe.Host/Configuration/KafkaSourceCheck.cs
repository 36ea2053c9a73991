using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;
using StreamAe.Monitoring.Features;

namespace StreamAe.Host.Configuration;

/// <summary>What the keys of a Kafka source must have to do with each other, and with the monitors that read it. Errors go to the context.</summary>
internal sealed class KafkaSourceCheck(ReadContext context)
{
    /// <summary>Keys that one format has, and whether it needs them.</summary>
    private static readonly (string Key, RecordFormat Format, string Example)[] KeysOfFormats =
    [
        ("columns", RecordFormat.Csv, "[pump, t, flow]"),
        ("descriptors", RecordFormat.Protobuf, "readings.desc"),
        ("message", RecordFormat.Protobuf, "plant.v1.Reading"),
    ];

    // Two monitors of one source would complain about the same line twice.
    private readonly HashSet<(string Path, string Rule)> _reported = [];
    private readonly HashSet<string> _incomplete = [];

    /// <summary>Checks the source alone.</summary>
    public void Check(Placed<SourceConfiguration> placed, KafkaSource source)
    {
        string path = placed.Path;
        if (source.Topics.Count > 1 && source.Topics.FirstOrDefault(t => t.StartsWith('^')) is { } pattern)
        {
            context.Refuse(
                context.Given($"{path}.topics")!, $"{path}.topics", $"has the pattern {DefinitionErrors.Shown(pattern)} among others; a pattern stands alone", "join them into one pattern, as in ^(a|b-.*)$");
        }

        foreach ((string key, RecordFormat format, string example) in KeysOfFormats)
        {
            YamlNode? given = context.Given($"{path}.{key}");
            string word = format.ToString().ToLowerInvariant();
            if (given is not null && source.Format.Format != format)
            {
                context.Refuse(given, $"{path}.{key}", $"belongs to format: {word}, and this is format: {source.Format.Format.ToString().ToLowerInvariant()}", $"remove {key}, or change format");
            }
            else if (given is null && source.Format.Format == format)
            {
                context.Errors.Add(placed.Node.Line, placed.Node.Column, $"{path}.{key}", "", $"is missing for format: {word}", $"add {key}: {example}");
                _incomplete.Add(path);
            }
        }

        foreach (string name in source.Properties.Keys)
        {
            if (KafkaProperties.RemedyOf(name) is { } remedy)
            {
                // Not through Refuse: it would show the value.
                string key = $"{path}.properties.{DefinitionErrors.Shown(name)}";
                YamlNode node = context.Given(key)!;
                context.Errors.Add(node.Line, node.Column, key, "", "is set by StreamAe itself", remedy);
            }
        }
    }

    /// <summary>Checks whether the monitor finds its fields. What is wrong with no line of the source is given to <paramref name="refuseMonitor"/>.</summary>
    public void Check(MonitorDefinition definition, Placed<SourceConfiguration> placed, KafkaSource source, Action<string, string> refuseMonitor)
    {
        if (_incomplete.Contains(placed.Path))
        {
            return;
        }

        foreach (FormatProblem problem in RecordDecoder.FindProblems(source.Format, definition))
        {
            string path = $"{placed.Path}.{problem.Key}";
            if (context.Given(path) is not { } node)
            {
                string value = problem.Value.Length == 0 ? "" : DefinitionErrors.Shown(problem.Value) + " ";
                refuseMonitor($"{problem.Key}: {value}{problem.Rule}", problem.Remedy);
            }
            else if (_reported.Add((path, problem.Rule)))
            {
                context.Refuse(node, path, problem.Rule, problem.Remedy);
            }
        }
    }

    /// <summary>Warns of a mapping that none of the source's monitors needs.</summary>
    public void WarnOfUnusedFields(Placed<SourceConfiguration> placed, KafkaSource source, IEnumerable<MonitorDefinition> monitors)
    {
        HashSet<string> used = [.. monitors.SelectMany(m => (FeatureEncoder.ChannelsOf(m) ?? []).Select(c => c.Name).Append(m.LabelField))];
        foreach (string name in source.Format.Fields.Keys.Where(name => !used.Contains(name)))
        {
            string path = $"{placed.Path}.fields.{DefinitionErrors.Shown(name)}";
            YamlNode node = context.Given(path)!;
            string? near = NearestWord.Find(name, used);
            context.Errors.Warn(
                node.Line, node.Column, path, node.Shown, "is the path of a feature that no monitor of this source has", near is null ? "remove it" : $"did you mean {near}?");
        }
    }
}
