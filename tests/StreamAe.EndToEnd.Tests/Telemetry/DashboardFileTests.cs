using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>The dashboards as files.</summary>
public sealed partial class DashboardFileTests
{
    private static readonly string Source = Repository.PathTo("build", "dashboards");

    /// <summary>What is committed is what the source says.</summary>
    [Fact]
    public async Task Source_BuiltAnew_GivesTheDashboardsThatAreCommitted()
    {
        string npm = InstalledProgram.Require("npm", "npm");
        InstalledProgram.Require("node", "nodejs");
        if (File.GetLastWriteTimeUtc(Path.Combine(Source, "node_modules", ".package-lock.json")) < File.GetLastWriteTimeUtc(Path.Combine(Source, "package-lock.json")))
        {
            (int installed, string why) = await ServerProcess.RunAsync(npm, Source, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
            Assert.SkipUnless(installed == 0, $"npm could not install the dashboards' packages: {why}");
        }

        using var folder = new TestFolder();
        (int code, string said) = await ServerProcess.RunAsync(npm, Source, "run", "build", "--", folder.Root);
        Assert.True(code == 0, said);
        string committed = Repository.PathTo("dashboards");
        Assert.Equal(
            Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Directory.GetFiles(committed, "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string made in Directory.GetFiles(folder.Root))
        {
            string name = Path.GetFileName(made);
            Assert.True(
                File.ReadAllText(made) == File.ReadAllText(Path.Combine(committed, name)),
                $"dashboards/{name} is not what build/dashboards makes: run npm run build there and commit it.");
        }
    }

    /// <summary>Each panel says what it means, has a unit and a place of its own; each dashboard can be found, chosen from and left.</summary>
    [Fact]
    public void Dashboards_All_AreComplete()
    {
        Assert.Equal(["capacity", "cluster", "models", "monitor", "overview", "pipeline"], DashboardFile.All.Select(d => d.Name));
        Assert.Equal(DashboardFile.All.Count, DashboardFile.All.Select(d => d.Root.GetProperty("uid").GetString()).Distinct().Count());
        foreach (DashboardFile dashboard in DashboardFile.All)
        {
            JsonElement root = dashboard.Root;
            Assert.Equal($"streamae-{dashboard.Name}", root.GetProperty("uid").GetString());
            Assert.Contains("streamae", root.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
            Assert.Equal(["dashboards", "link"], root.GetProperty("links").EnumerateArray().Select(l => l.GetProperty("type").GetString()));
            string[] variables = [.. root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(v => v.GetProperty("name").GetString()!)];
            Assert.Equal(["datasource", "job", "instance", "monitor", "console"], variables);
            Assert.Equal(2, root.GetProperty("annotations").GetProperty("list").GetArrayLength());
            Assert.InRange(dashboard.Panels.Count, 10, 40);
            AssertLayout(root);
            foreach (JsonElement panel in dashboard.Panels)
            {
                AssertPanel(dashboard.Name, panel, variables);
            }
        }
    }

    private static void AssertPanel(string dashboard, JsonElement panel, string[] variables)
    {
        string title = $"{dashboard}, {panel.GetProperty("title").GetString()}";
        Assert.True(panel.GetProperty("description").GetString()!.Length >= 20, $"{title}: says nothing of itself");
        string? unit = panel.GetProperty("type").GetString() == "heatmap"
            ? panel.GetProperty("options").GetProperty("yAxis").GetProperty("unit").GetString()
            : panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString();
        Assert.False(string.IsNullOrEmpty(unit), $"{title}: no unit");
        Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
        foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
        {
            string expression = target.GetProperty("expr").GetString()!;
            Assert.All(
                Variable().Matches(expression).Select(m => m.Groups["name"].Value),
                name => Assert.True(variables.Contains(name) || name is "__range" or "__rate_interval", $"{title}: ${name} is not defined"));
            Assert.True(
                expression.StartsWith("vector(", StringComparison.Ordinal) || expression.Contains("$job", StringComparison.Ordinal), $"{title}: shows what was not chosen");
        }

        if (title.Contains("atency", StringComparison.Ordinal) && panel.GetProperty("type").GetString() is "timeseries" or "heatmap" && title.Contains("durable", StringComparison.Ordinal))
        {
            Assert.Contains(panel.GetProperty("targets").EnumerateArray(), t => t.GetProperty("exemplar").GetBoolean());
        }
    }

    /// <summary>Within the grid's 24 columns, nothing upon anything else.</summary>
    private static void AssertLayout(JsonElement root)
    {
        var taken = new HashSet<(int X, int Y)>();
        var ids = new HashSet<int>();
        foreach (JsonElement panel in root.GetProperty("panels").EnumerateArray())
        {
            Assert.True(ids.Add(panel.GetProperty("id").GetInt32()));
            JsonElement place = panel.GetProperty("gridPos");
            (int x, int y, int w, int h) = (Of("x"), Of("y"), Of("w"), Of("h"));
            Assert.InRange(x + w, 1, 24);
            for (int cell = 0; cell < w * h; cell++)
            {
                Assert.True(taken.Add((x + (cell % w), y + (cell / w))), $"{panel.GetProperty("title").GetString()} lies on another panel");
            }

            int Of(string name) => place.GetProperty(name).GetInt32();
        }
    }

    [GeneratedRegex(@"\$\{?(?<name>\w+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Variable();
}
