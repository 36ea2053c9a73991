using System.Text.RegularExpressions;
using System.Xml.Linq;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>The doc comments of the records state the same defaults and ranges as the table of keys.</summary>
public sealed class DefinitionDocumentationTests
{
    private static readonly Dictionary<string, string> Summaries = XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "StreamAe.Monitoring.xml"))
        .Descendants("member")
        .ToDictionary(m => m.Attribute("name")!.Value, m => Regex.Replace(m.Element("summary")?.Value ?? "", @"\s+", " ").Trim());

    public static TheoryData<string, string, string> Documented
    {
        get
        {
            TheoryData<string, string, string> rows = [];
            foreach (KeyDescription key in MonitorKeys.Root.Keys)
            {
                Add(rows, key, "", nameof(MonitorDefinition));
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void Summary_OfTheProperty_EndsWithDefaultAndRange(string key, string member, string statement) =>
        Assert.True(Summaries.TryGetValue(member, out string? summary) && summary.EndsWith(statement), $"{key}: {member} should end '{statement}': {summary}");

    private static void Add(TheoryData<string, string, string> rows, KeyDescription key, string prefix, string type)
    {
        if (key.Keys.Count == 0 || key.Name == "features")
        {
            rows.Add(prefix + key.Name, Member(type, key.Property), Statement(key));
            return;
        }

        foreach (KeyDescription inner in key.Keys)
        {
            Add(rows, inner, $"{prefix}{key.Name}.", $"{key.Property}Definition");
        }
    }

    private static string Statement(KeyDescription key)
    {
        string fallback = key.IsRequired ? "Required" : key.Default.Length == 0 ? "Default none" : $"Default {key.Default}";
        return $"{fallback}; {key.Range}{(key.Unit.Length == 0 || key.Range.EndsWith(key.Unit) ? "" : " " + key.Unit)}.";
    }

    /// <summary><c>Window.Rows</c> of a monitor is <c>WindowDefinition.Rows</c>.</summary>
    private static string Member(string type, string property) => property.Split('.') is [var section, var inner]
        ? Member($"{section}Definition", inner)
        : $"P:StreamAe.Monitoring.Definitions.{type}.{property}";
}
