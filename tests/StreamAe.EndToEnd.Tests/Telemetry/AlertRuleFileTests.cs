using System.Text.RegularExpressions;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>The alert rules as files: Prometheus' own tool on them, and what stands elsewhere of each.</summary>
public sealed partial class AlertRuleFileTests
{
    private static readonly string Folder = Repository.PathTo("deploy", "prometheus");

    [Theory]
    [InlineData("check", "rules.yaml")]
    [InlineData("test", "rules.test.yaml")]
    public async Task Promtool_IsContent(string command, string file)
    {
        string promtool = InstalledProgram.Require("promtool", "prometheus");
        (int code, string said) = await ServerProcess.RunAsync(promtool, Folder, command, "rules", file);
        Assert.True(code == 0, said);
        Assert.Contains("SUCCESS", said, StringComparison.Ordinal);
    }

    /// <summary>Each alert has cases in which it fires and in which it does not, and a section that says what to do.</summary>
    [Fact]
    public void Alerts_All_HaveCasesAndASection()
    {
        string rules = File.ReadAllText(Path.Combine(Folder, "rules.yaml"));
        string tests = File.ReadAllText(Path.Combine(Folder, "rules.test.yaml"));
        string[] sections = [.. Section().Matches(File.ReadAllText(Repository.PathTo("docs", "alerting.md"))).Select(m => m.Groups["name"].Value)];
        string[] alerts = [.. Alert().Matches(rules).Select(m => m.Groups["name"].Value)];
        Assert.InRange(alerts.Length, 15, 100);
        Assert.Equal(alerts.Order(StringComparer.Ordinal), sections.Order(StringComparer.Ordinal));
        string[] parts = rules.Split("- alert: ")[1..];
        Assert.All(parts, part =>
        {
            string name = part.Split('\n')[0];
            Assert.Contains($"runbook_url: docs/alerting.md#{name.ToLowerInvariant()}\n", part, StringComparison.Ordinal);
            Assert.Matches(@"severity: (critical|warning|info)\n", part);
            Assert.Matches(@"\n {8}for: \d+m\n", part);
            Assert.Contains("summary: ", part, StringComparison.Ordinal);
            Assert.Contains("description: ", part, StringComparison.Ordinal);
            string @case = tests.Split($"- name: {name}\n")[1].Split("\n  - name:")[0];
            Assert.Contains($"alertname: {name}, exp_alerts: []", @case, StringComparison.Ordinal);
            Assert.Contains("exp_labels:", @case, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"- alert: (?<name>\w+)\n", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Alert();

    [GeneratedRegex(@"\n### (?<name>StreamAe\w+)\n", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Section();
}
