using System.Text;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Monitoring.Definitions;

/// <summary>The reference page of monitor files, made from the same table as the loader.</summary>
public static class MonitorReference
{
    /// <summary>The page in Markdown: every key with default, values, meaning and the effect of raising it; then the rules about
    /// several keys.</summary>
    public static string ToMarkdown()
    {
        StringBuilder page = new();
        page.Append(
            """
            # The monitor file

            <!-- Generated from the table of keys by MonitorReference.ToMarkdown(); edit the table, not this page. -->

            A monitor is one YAML file. Only `monitor`, its name, is required; every other key has a default. Examples with comments
            stand in [deploy/monitors](../deploy/monitors); an editor that understands JSON Schema completes and checks the keys when
            the file begins with `# yaml-language-server: $schema=` and the path of `deploy/monitors/monitor.schema.json`.

            All errors of a file are reported together, each with line, column, the rule and a remedy:

            ```
            pumps.yaml:12:13: threshold.quantile: 1.5 must lie strictly between 0 and 1; try 0.999
            ```

            Durations are whole numbers with a unit: `90s`, `10m`, `12h`, `7d`. A file is UTF-8, at most 1 MiB, one document, without
            YAML aliases, anchors and tags. Unknown and repeated keys are errors.

            ## Top level


            """);
        AppendTable(page, MonitorKeys.Root.Keys, "");
        foreach (KeyDescription section in MonitorKeys.Root.Keys)
        {
            AppendSection(page, section, section.Name, "##");
        }

        page.Append("## Rules about several keys\n\nErrors:\n\n");
        AppendRules(page, CombinationRules.All.Where(r => !r.IsWarning));
        page.Append("- a category has values and a number has none; only numbers have a transform; computed kinds have neither, and no name\n");
        page.Append("- feature names differ, and none is the entity, time or label field\n");
        page.Append("\nWarnings:\n\n");
        AppendRules(page, CombinationRules.All.Where(r => r.IsWarning));
        page.Append("- a feature written as hourOfDay, weekday, sinceLast or numbers alone names a numeric field; the other one is a mapping with kind\n");
        return page.ToString();
    }

    private static void AppendSection(StringBuilder page, KeyDescription section, string path, string heading)
    {
        if (section.Keys.Count == 0)
        {
            return;
        }

        string note = path == "features" ? " An entry is the name of a numeric field, or a mapping with these keys:" : "";
        page.Append($"{heading} {path}\n\n{section.Summary}.{note}\n\n");
        AppendTable(page, section.Keys, path == "features" ? "" : path + ".");
        foreach (KeyDescription inner in section.Keys)
        {
            AppendSection(page, inner, $"{path}.{inner.Name}", heading + "#");
        }
    }

    private static void AppendTable(StringBuilder page, IReadOnlyList<KeyDescription> keys, string prefix)
    {
        page.Append("| Key | Default | Values | Meaning | Raising it |\n|---|---|---|---|---|\n");
        foreach (KeyDescription key in keys)
        {
            string fallback = key.IsRequired ? "required" : key.Default.Length > 0 ? $"`{key.Default}`" : "";
            string range = key.Range.Length == 0 && key.Keys.Count > 0 ? $"[keys below](#{Anchor(prefix + key.Name)})" : key.Range;
            string unit = key.Unit.Length == 0 || range.EndsWith(key.Unit) ? "" : $" {key.Unit}";
            page.Append($"| `{prefix}{key.Name}` | {fallback} | {range}{unit} | {Cell(key.Summary)} | {Cell(key.Raising)} |\n");
        }

        page.Append('\n');
    }

    private static void AppendRules(StringBuilder page, IEnumerable<CombinationRule> rules)
    {
        foreach (CombinationRule rule in rules)
        {
            page.Append($"- {rule.Statement}\n");
        }
    }

    /// <summary>Of a heading, as GitHub makes them.</summary>
    private static string Anchor(string heading) => heading.Replace(".", "").ToLowerInvariant();

    private static string Cell(string text) => text.Replace("|", "\\|");
}
