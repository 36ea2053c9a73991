using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamAe.EndToEnd.Tests.Demo;

public sealed partial class DemoTests
{
    private const string Rate = "20000";

    [Fact]
    public async Task Demo_ForAFewSeconds_LearnsAndReports()
    {
        using var folder = new TestFolder();

        ProcessResult result = await StreamAeProcess.RunInAsync(
            folder.Root, "demo", "--rate", Rate, "--seconds", "25", "--no-console", "--port", "0", "--data", "state");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(2, Exact().Count(result.Output));
        Assert.Contains("median delay", result.Output, StringComparison.Ordinal);

        // 25 s at 10,000 pump readings a second are more than a week of 200 pumps: every one has its own model, and there was trouble.
        Match pumps = Summary("pumps").Match(result.Output);
        Assert.True(pumps.Success, result.Output);
        Assert.InRange(Number(pumps.Groups["models"].Value), 200, 100_000);
        Assert.InRange(Number(pumps.Groups["alerts"].Value), 1, 100_000);
        Assert.NotEmpty(File.ReadAllLines(Path.Combine(folder.Root, "state", "alerts.jsonl")));

        // As many payments are a month of 2,000 cards: the monitor is ahead of the one-line rule, and below the ceiling.
        Match ranking = Ranking().Match(result.Output);
        Assert.True(ranking.Success, result.Output);
        (double monitor, double rule, double ceiling) = (Share(ranking, "monitor"), Share(ranking, "rule"), Share(ranking, "ceiling"));
        Assert.True(rule > 0 && monitor > 1.2 * rule && monitor < ceiling, ranking.Value);
        Assert.True(Share(ranking, "seen") > Share(ranking, "ruleSeen"), ranking.Value);
    }

    [Theory]
    [InlineData("local", 3, "3")]
    [InlineData(OrleansPart.Runtime, 2, "15")] // A busy machine may not come to an alert sooner.
    public async Task Demo_KilledAndStartedAgain_LosesAndDoublesNothing(string runtime, int kills, string lastSeconds)
    {
        SkipWhereLeftOut(runtime);
        using var folder = new TestFolder();
        string[] arguments = ["demo", "--rate", Rate, "--no-console", "--port", "0", "--data", "state", "--runtime", runtime];
        long last = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using StreamAeProcess process = StreamAeProcess.StartIn(folder.Root, arguments);
            if (kill > 0)
            {
                Assert.Matches(Exact(), await process.WaitForOutputAsync("pumps: continues"));
                Assert.Matches(Exact(), await process.WaitForOutputAsync("cards: continues"));
            }

            // The first line comes after five seconds, in the middle of trainings, alerts and commits.
            await process.WaitForOutputAsync(" s  cards");
            process.Kill();
            await process.WaitForExitAsync();
        }

        ProcessResult result = await StreamAeProcess.RunInAsync(folder.Root, [.. arguments, "--seconds", lastSeconds]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(4, Exact().Count(result.Output));
        Assert.DoesNotContain("LOST", result.Output, StringComparison.Ordinal);
        foreach (Match continued in Continues().Matches(result.Output))
        {
            last += Number(continued.Groups["position"].Value);
        }

        Assert.InRange(last, kills * 20_000, long.MaxValue);
        AssertOneIdAnObservation(Path.Combine(folder.Root, "state", "alerts.jsonl"));
    }

    [Fact]
    public async Task Demo_AtItsRate_KeepsUp()
    {
        using var folder = new TestFolder();
        using StreamAeProcess process = StreamAeProcess.StartIn(
            folder.Root, "demo", "--rate", "2000", "--seconds", "12", "--no-console", "--port", "0", "--data", "state");
        await process.WaitForOutputAsync("10 s  pumps");

        ProcessResult result = await process.WaitForExitAsync();

        // 12 s at 2,000 events/s, less what the first seconds of a busy machine cost, and what it takes to notice that they are over.
        long events = Number(Summary("pumps").Match(result.Output).Groups["events"].Value) + Number(Summary("cards").Match(result.Output).Groups["events"].Value);
        Assert.InRange(events, 18_000, 25_000);
    }

    [Fact]
    public async Task Demo_OfADataFolderInUse_SaysSo()
    {
        using var folder = new TestFolder();
        string[] arguments = ["demo", "--no-console", "--port", "0", "--data", "state"];
        using StreamAeProcess first = StreamAeProcess.StartIn(folder.Root, arguments);
        await first.WaitForOutputAsync("No console in the browser");

        ProcessResult second = await StreamAeProcess.RunInAsync(folder.Root, arguments);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("state", second.Error, StringComparison.Ordinal);
    }

    private static void SkipWhereLeftOut(string runtime)
    {
        if (runtime == OrleansPart.Runtime)
        {
            OrleansPart.SkipWhereLeftOut();
        }
    }

    /// <summary>An alert may stand in the file again after a crash, but always under the id it had.</summary>
    private static void AssertOneIdAnObservation(string file)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadAllLines(file))
        {
            JsonElement alert = JsonDocument.Parse(line).RootElement;
            string observation = $"{alert.GetProperty("monitor")}/{alert.GetProperty("entity")}/{alert.GetProperty("sequence")}";
            string id = alert.GetProperty("id").GetString()!;
            Assert.True(ids.TryAdd(observation, id) || ids[observation] == id, $"{observation} has the ids {ids[observation]} and {id}.");
        }

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Values.Distinct(StringComparer.Ordinal).Count());
    }

    private static double Share(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static Regex Summary(string stream) =>
        new($@"^{stream}: (?<events>[\d,]+) events .*?(?<models>[\d,]+) models put in use, (?<alerts>[\d,]+) alerts", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    [GeneratedRegex(
        @"^\s*monitor\s+(?<monitor>[\d.]+) %\s+(?<seen>[\d.]+) %.*\n\s*amount ÷ the card's own mean\s+(?<rule>[\d.]+) %\s+(?<ruleSeen>[\d.]+) %.*\n\s*ceiling .*trace\)\s+(?<ceiling>[\d.]+) %",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex Ranking();

    [GeneratedRegex("events, none lost, none doubled", RegexOptions.None, 5000)]
    private static partial Regex Exact();

    [GeneratedRegex(@"continues at event (?<position>[\d,]+)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Continues();
}
