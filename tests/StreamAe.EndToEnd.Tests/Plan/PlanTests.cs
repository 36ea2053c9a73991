using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Plan;

public sealed class PlanTests : IDisposable
{
    private const string Streams = "monitor: s\nwindow: 1\ntraining: {minRows: 64, historyRows: 128, every: 1d}\n";

    private readonly TestFolder _folder = new();

    private static string Pumps => Repository.PathTo("deploy", "monitors", "pumps.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plan_AShippedMonitor_MeasuresAndSaysWhatItNeeds()
    {
        ProcessResult result = await StreamAeProcess.RunAsync(
            "plan", "--monitor", Pumps, "--entities", "20000", "--rate", "1/min per entity", "--keep-scores", "7d");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("pumps: 20,000 entities, 333 events/s; 8 channels, models ", result.Output);
        foreach (string line in (string[])
            [
                "memory at first", "memory with own model, history full", "entities in runtime.memory 24 GiB", "store with own models", "stored scores, kept",
                "judging", "first model", "retraining, every 24 h", "cohort's model, up to six times", "own model after",
            ])
        {
            Assert.Contains(line, result.Output);
        }

        Assert.Matches(@"judging +[0-9.]+ [nµm]s an event .*measured", result.Output);
        Assert.DoesNotContain("warning", result.Output);
    }

    [Fact]
    public async Task Plan_Json_IsJsonWithWarnings()
    {
        _folder.Write("s.yaml", Streams);
        ProcessResult result = await StreamAeProcess.RunInAsync(
            _folder.Root, "plan", "--monitor", "s.yaml", "--entities", "1e6", "--rate", "1/h per entity", "--channels", "a, b,c", "--measure", "0.5",
            "--memory", "64MiB", "--cores", "4", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement plan = document.RootElement;
        Assert.Equal(3, plan.GetProperty("channels").GetInt32());
        Assert.Equal(1_000_000, plan.GetProperty("entities").GetInt64());
        Assert.Equal(4, plan.GetProperty("cores").GetProperty("available").GetInt32());
        Assert.True(plan.GetProperty("memory").GetProperty("full").GetProperty("total").GetInt64() > 2000);
        Assert.True(plan.GetProperty("cores").GetProperty("speed").GetProperty("judging").GetProperty("seconds").GetDouble() > 0);
        string[] codes = [.. plan.GetProperty("warnings").EnumerateArray().Select(w => w.GetProperty("code").GetString()!)];
        Assert.Contains("memory", codes);
        Assert.Contains("minRows", codes);
    }

    [Fact]
    public async Task Plan_WithoutMeasuring_GivesTheSameTwice()
    {
        string[] arguments = ["plan", "--monitor", Pumps, "--entities", "100", "--rate", "5/s", "--measure", "0"];
        ProcessResult first = await StreamAeProcess.RunAsync(arguments);
        ProcessResult second = await StreamAeProcess.RunAsync(arguments);
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("not measured: reckoned with the benchmarks' machine", first.Output);

        // The process itself is never quite the same.
        Assert.Equal(Without(first.Output), Without(second.Output));

        static IEnumerable<string> Without(string output) => output.Split('\n').Where(l => !l.Contains("memory") && !l.Contains("shared by all") && !l.Contains('─'));
    }

    [Fact]
    public async Task Plan_ASample_NamesTheChannels()
    {
        _folder.Write("s.yaml", Streams);
        _folder.Write("sample.csv", "entity,t,a,b,c,d,label\n");
        ProcessResult result = await StreamAeProcess.RunInAsync(
            _folder.Root, "plan", "--monitor", "s.yaml", "--entities", "10", "--rate", "5/s", "--sample", "sample.csv", "--measure", "0");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("4 channels", result.Output);
    }

    [Theory]
    [InlineData("--entities 0", "--entities 0: must be a whole number from 1 to 1,000,000,000,000")]
    [InlineData("--entities -5", "--entities")]
    [InlineData("--entities 1e18", "--entities 1e18: must be a whole number")]
    [InlineData("--entities 1000000000000000000", "must be a whole number from 1")]
    [InlineData("--entities 1e99", "must be a whole number")]
    [InlineData("--entities 1.5", "must be a whole number")]
    [InlineData("--entities many", "must be a whole number")]
    [InlineData("--rate 0", "--rate 0: must be a number above 0")]
    [InlineData("--rate -1/s", "--rate")]
    [InlineData("--rate 1e18/s", "--rate 1e18/s: must be")]
    [InlineData("--rate 5/fortnight", "such as 5000/s")]
    [InlineData("--memory 0", "--memory 0: must be bytes from 16MiB")]
    [InlineData("--memory lots", "--memory lots: must be bytes from 16MiB")]
    [InlineData("--cores 0", "--cores 0: must be 1 to 65,536")]
    [InlineData("--cores x", "--cores x: must be 1 to 65,536")]
    [InlineData("--measure x", "--measure")]
    [InlineData("--measure -1", "--measure must be 0 to 600")]
    [InlineData("--measure 1e9", "--measure must be 0 to 600")]
    [InlineData("--measure NaN", "--measure must be 0 to 600")]
    [InlineData("--keep-scores 7", "--keep-scores 7: must be a duration")]
    [InlineData("--monitor nothing.yaml", "nothing.yaml")]
    [InlineData("--monitor bad.yaml", "bad.yaml:1:1")]
    [InlineData("--channels", "--channels")]
    [InlineData("--channels a,,b", "must be different names")]
    [InlineData("--channels a,a", "must be different names")]
    [InlineData("--channels a,t", "none of them entity, t, label")]
    [InlineData("--channels a --sample sample.csv", "give one of them")]
    [InlineData("--sample none.csv", "none.csv: there is no such file.")]
    [InlineData("--sample s.yaml", "--sample")]
    [InlineData("", "features: all, which depend on its data. Name the fields with --channels a,b,c")]
    public async Task Plan_WrongUse_SaysSoAndExitsWith2(string instead, string message)
    {
        _folder.Write("s.yaml", Streams);
        _folder.Write("bad.yaml", "windw: 3\n");
        _folder.Write("sample.csv", "entity,t,a\n");
        string[] given = instead.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new Dictionary<string, string>
        {
            ["--monitor"] = "s.yaml",
            ["--entities"] = "10",
            ["--rate"] = "5/s",
            ["--measure"] = "0",
        };
        if (instead.Length > 0 && !instead.Contains("--sample") && !instead.Contains("--channels"))
        {
            options["--channels"] = "a,b";
        }

        string[] arguments = [.. options.Where(o => !given.Contains(o.Key)).SelectMany(o => (string[])[o.Key, o.Value]), .. given];
        ProcessResult result = await StreamAeProcess.RunInAsync(_folder.Root, ["plan", .. arguments]);
        Assert.Contains(message, result.Error);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain("   at ", result.Error);
    }

    [Fact]
    public async Task Plan_WrongUseWhileMeasuring_SaysSoOnce()
    {
        _folder.Write("s.yaml", Streams);
        ProcessResult result = await StreamAeProcess.RunInAsync(_folder.Root, "plan", "--monitor", "s.yaml", "--entities", "0", "--rate", "5/s");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Plan_AMonitorThatListsItsFeatures_TakesNoChannels()
    {
        ProcessResult result = await StreamAeProcess.RunAsync("plan", "--monitor", Pumps, "--entities", "10", "--rate", "5/s", "--channels", "a", "--measure", "0");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("lists its features itself", result.Error);
    }

    [Fact]
    public async Task Plan_AModelBeyondMeasure_IsReckoned()
    {
        _folder.Write("wide.yaml", "monitor: w\nwindow: 1024\ntraining: {minRows: 2000, historyRows: 3000}\nmodel: {hidden: [4096], latent: 64}\n");
        ProcessResult result = await StreamAeProcess.RunInAsync(
            _folder.Root, "plan", "--monitor", "wide.yaml", "--entities", "1", "--rate", "5/s", "--channels", "a,b,c,d,e,f,g,h", "--measure", "1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("not measured", result.Output);
        _folder.Write("vast.yaml", "monitor: w\nwindow: 1024\ntraining: {minRows: 2000, historyRows: 3000}\nmodel: {hidden: [65536], latent: 64}\n");
        ProcessResult vast = await StreamAeProcess.RunInAsync(
            _folder.Root, "plan", "--monitor", "vast.yaml", "--entities", "1e12", "--rate", "1e12/s", "--channels", string.Join(',', Enumerable.Range(0, 300)), "--measure", "0");
        Assert.DoesNotContain("   at ", vast.Error);
        Assert.True(vast.ExitCode is 0 or 2, $"{vast.ExitCode}");
    }
}
