using System.Text.Json;
using System.Text.RegularExpressions;
using StreamAe.Kafka.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Demo;

/// <summary><c>demo --kafka</c>: the streams go through a broker that others can read, and still no event is lost.</summary>
public sealed partial class KafkaDemoTests
{
    /// <summary>The cards have a model of all of them, and then alerts, after a few seconds.</summary>
    private const string Rate = "8000";

    [Fact]
    public async Task Demo_WithKafka_IsReadByAnotherClientAndLosesNothing()
    {
        Assert.SkipUnless(Kcat.IsInstalled, Kcat.Missing);
        using var folder = new TestFolder();
        using StreamAeProcess process = StreamAeProcess.StartIn(
            folder.Root, "demo", "--kafka", "--no-console", "--port", "0", "--rate", Rate, "--data", "state");
        string brokers = Address().Match(await process.WaitForOutputAsync("kcat -b")).Groups["address"].Value;

        string pump = await Kcat.RunAsync(null, "-b", brokers, "-C", "-t", "pumps", "-c", "1", "-q", "-f", "%k %s\n");
        string alert = await Kcat.RunAsync(null, "-b", brokers, "-C", "-t", "alerts", "-c", "1", "-q");
        process.Terminate();
        ProcessResult result = await process.WaitForExitAsync();

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(2, Exact().Count(result.Output));
        Assert.Contains("median delay", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("dead letters", result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);

        string key = pump.Split(' ')[0];
        JsonElement reading = JsonDocument.Parse(pump[key.Length..]).RootElement;
        Assert.Equal(key, reading.GetProperty("pump").GetString());
        Assert.True(reading.TryGetProperty("t", out _) && reading.TryGetProperty("vibration", out _), pump);
        Assert.False(reading.TryGetProperty("label", out _), pump);

        // The topic and the file have the same alerts.
        string[] logged = File.ReadAllLines(Path.Combine(folder.Root, "state", "alerts.jsonl"));
        Assert.Contains(alert.Trim(), logged);
    }

    [Fact]
    public async Task Demo_WithKafkaStartedAgain_BeginsAnew()
    {
        using var folder = new TestFolder();
        string[] arguments = ["demo", "--kafka", "--seconds", "3", "--no-console", "--port", "0", "--data", "state"];
        await StreamAeProcess.RunInAsync(folder.Root, arguments);

        ProcessResult again = await StreamAeProcess.RunInAsync(folder.Root, arguments);

        Assert.True(again.ExitCode == 0, again.Output + again.Error);
        Assert.Contains("begun anew", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, Exact().Count(again.Output));
        Assert.DoesNotContain(": 0 events", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_WithKafkaInAFolderOfSomethingElse_LeavesItAlone()
    {
        using var folder = new TestFolder();
        await StreamAeProcess.RunInAsync(folder.Root, "demo", "--seconds", "1", "--no-console", "--port", "0", "--data", "state");
        string[] before = Directory.GetFiles(folder.At("state"));

        ProcessResult result = await StreamAeProcess.RunInAsync(folder.Root, "demo", "--kafka", "--no-console", "--port", "0", "--data", "state");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("must be its own", result.Error, StringComparison.Ordinal);
        Assert.Contains(folder.At("state/streamae.db"), before);
        Assert.Equal(before.Order(), Directory.GetFiles(folder.At("state")).Order());
    }

    [Fact]
    public async Task Demo_WithKafkaWhereAnotherWritesToItsTopic_EndsAndSaysWhy()
    {
        Assert.SkipUnless(Kcat.IsInstalled, Kcat.Missing);
        using var folder = new TestFolder();
        using StreamAeProcess process = StreamAeProcess.StartIn(folder.Root, "demo", "--kafka", "--no-console", "--port", "0", "--data", "state");
        string brokers = Address().Match(await process.WaitForOutputAsync("kcat -b")).Groups["address"].Value;
        await process.WaitForOutputAsync("5 s  pumps");

        await Kcat.RunAsync("{}", "-b", brokers, "-P", "-t", "pumps");
        ProcessResult result = await process.WaitForExitAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the only one that writes there", result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s*kcat -b (?<address>127\.0\.0\.1:\d+) -t alerts -C", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Address();

    [GeneratedRegex("events, none lost, none doubled", RegexOptions.None, 5000)]
    private static partial Regex Exact();
}
