using System.Security.Cryptography;
using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>A range is judged again beside the running service: with the recorded models it gives what the service gave.</summary>
[Collection(FaultCollection.Name)]
public sealed class ReplayTests(RecordedPlant plant) : IClassFixture<RecordedPlant>, IDisposable
{
    /// <summary>Before an entity's first score: the monitor's windows have three rows.</summary>
    private const int RowsToFillAWindow = 2;

    private readonly TestFolder _out = new();

    public void Dispose() => _out.Dispose();

    [Fact]
    public async Task Replay_WholeRange_GivesTheVerdictsAndAlertsOfTheService()
    {
        string before = HashOfStore();
        ReplayFolder replay = await ReplayAsync("--from", "earliest");

        AssertAsRecorded(replay, begins: _ => 0);
        Assert.Equal(plant.Verdicts.Count, replay.Rows.Count);
        Assert.Equal(plant.Alerts.Values.Order(StringComparer.Ordinal), replay.AlertIds);
        JsonElement report = replay.Report;
        Assert.Equal(plant.Verdicts.Count, report.GetProperty("rows").GetInt64());
        Assert.Equal(plant.Alerts.Count, report.GetProperty("recordedAlerts").GetProperty("agreeing").GetInt64());
        Assert.Equal(0, report.GetProperty("recordedAlerts").GetProperty("onlyReplayed").GetInt64());
        Assert.Equal(0, report.GetProperty("recordedAlerts").GetProperty("onlyRecorded").GetInt64());
        Assert.Equal(0, report.GetProperty("rowsWithoutModel").GetInt64());
        Assert.Empty(report.GetProperty("warnings").EnumerateArray());
        Assert.Equal("simd", report.GetProperty("compute").GetString());
        Assert.Equal(50, report.GetProperty("deadLetters").GetProperty("Malformed").GetInt64());
        Assert.True(report.GetProperty("deadLetters").GetProperty("Value").GetInt64() > 0);

        // It means something only where several models of both kinds judged.
        foreach (string origin in (string[])["cohort", "own"])
        {
            Assert.True(report.GetProperty("modelsUsed").EnumerateArray().Count(m => m.GetProperty("origin").GetString() == origin) > 1, report.ToString());
        }

        Assert.Equal(before, HashOfStore());
    }

    [Fact]
    public async Task Replay_PartOfTheRange_WarmsUpAndGivesTheSameVerdictsAndIds()
    {
        ReplayFolder replay = await ReplayAsync("--from", "offset:4000", "--to", "offset:5000", "--warmup", "1500");

        Dictionary<string, long> begins = replay.Rows.GroupBy(r => r["entity"]).ToDictionary(r => r.Key, r => SequenceAt(r.First()["t"]));
        Assert.All(begins.Values, begin => Assert.True(begin > 0));
        AssertAsRecorded(replay, entity => begins[entity]);
        Assert.NotEmpty(replay.Alerts);
        Assert.All(replay.Alerts, alert => Assert.Equal(
            plant.Alerts[(alert.GetProperty("entity").GetString()!, alert.GetProperty("sequence").GetInt64())], alert.GetProperty("id").GetString()));
        Assert.Equal(2000, replay.Report.GetProperty("messages").GetInt64());
        Assert.Equal(3000, replay.Report.GetProperty("warmUpMessages").GetInt64());
        Assert.Equal(replay.Alerts.Count, replay.Report.GetProperty("recordedAlerts").GetProperty("agreeing").GetInt64());
    }

    [Fact]
    public async Task Replay_WithOneVersion_JudgesByItAloneAndCountsWhoHasNone()
    {
        ReplayFolder newest = await ReplayAsync("--from", "earliest", "--models", "current");
        Assert.Equal(plant.Verdicts.Count - (40 * RowsToFillAWindow), newest.Report.GetProperty("scored").GetInt64());
        Assert.All(
            newest.Rows.Where(r => r["model_version"].Length > 0).GroupBy(r => r["entity"]),
            rows => Assert.Single(rows.Select(r => r["model_version"]).Distinct()));

        JsonElement first = (await ReplayAsync("--from", "earliest", "--models", "1", "--force")).Report;
        JsonElement used = Assert.Single(first.GetProperty("modelsUsed").EnumerateArray());
        Assert.Equal("own 1", $"{used.GetProperty("origin")} {used.GetProperty("version")}");
        Assert.Equal(
            plant.Verdicts.Count - ((40 - first.GetProperty("entitiesWithoutModel").GetInt32()) * RowsToFillAWindow),
            used.GetProperty("rows").GetInt64() + first.GetProperty("rowsWithoutModel").GetInt64());

        JsonElement none = (await ReplayAsync("--from", "earliest", "--models", "99", "--force")).Report;
        Assert.Equal(0, none.GetProperty("scored").GetInt64());
        Assert.Equal(40, none.GetProperty("entitiesWithoutModel").GetInt32());
        Assert.Contains("40 entities have no model of version 99", none.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task Replay_WithAnotherThreshold_SaysWhatItWouldHaveSaid()
    {
        File.WriteAllText(plant.Folder.At("strict.yaml"), File.ReadAllText(plant.Folder.At("plant.yaml")).Replace("0.99}", "0.9}", StringComparison.Ordinal));
        WriteWith("strict-service.yaml", "plant.yaml", "strict.yaml");
        JsonElement strict = (await ReplayAsync("strict-service.yaml", ["--from", "earliest"])).Report;
        long alerts = strict.GetProperty("alerts").GetInt64();

        // A row that was anomalous is so under a lower threshold too. How many more there are depends on when which model was ready.
        Assert.True(alerts > plant.Alerts.Count, strict.ToString());
        JsonElement recorded = strict.GetProperty("recordedAlerts");
        Assert.Equal(plant.Alerts.Count, recorded.GetProperty("agreeing").GetInt64());
        Assert.Equal(alerts - plant.Alerts.Count, recorded.GetProperty("onlyReplayed").GetInt64());
        Assert.Equal(0, recorded.GetProperty("onlyRecorded").GetInt64());
    }

    /// <summary>What operators have set holds for the whole range where it is asked for, and for nobody who does not ask.</summary>
    [Fact]
    public async Task Replay_WithThresholdsThatWereSet_JudgesByThem()
    {
        string entity = plant.Alerts.Keys.First().Entity;
        string[] scope = ["--config", "service.yaml", "--entity", entity, "--reason", "a test"];
        Assert.Equal(0, (await StreamAeProcess.RunInAsync(plant.Folder.Root, ["thresholds", "set", .. scope, "--static", "1000000000"])).ExitCode);
        ReplayFolder set;
        try
        {
            set = await ReplayAsync("--from", "earliest", "--thresholds", "set");
            AssertAsRecorded(await ReplayAsync("--from", "earliest", "--force"), begins: _ => 0);
        }
        finally
        {
            await StreamAeProcess.RunInAsync(plant.Folder.Root, ["thresholds", "remove", .. scope]);
        }

        Assert.Contains("1 threshold that was set holds for the whole range", set.Report.GetProperty("warnings")[0].GetString());
        Assert.Equal(plant.Alerts.Where(a => a.Key.Entity != entity).Select(a => a.Value).Order(StringComparer.Ordinal), set.AlertIds);
        Assert.All(set.Rows.Where(r => r["entity"] == entity), r => Assert.NotEqual("1", r["anomalous"]));
    }

    [Theory]
    [InlineData(2, "There is no source 'x'; the configuration has plant.", "--source", "x", "--from", "earliest")]
    [InlineData(2, "--from must be before --to", "--from", "2026-11-24T06:00:00Z", "--to", "2026-11-24T00:00:00Z")]
    [InlineData(2, "--from must be before --to", "--from", "offset:7", "--to", "offset:7")]
    [InlineData(2, "--from 12345 is no place in a topic", "--from", "12345")]
    [InlineData(2, "--models newest is no choice", "--from", "earliest", "--models", "newest")]
    [InlineData(2, "'then' not recognized", "--from", "earliest", "--thresholds", "then")]
    [InlineData(2, "--warmup 6h is a duration", "--from", "earliest", "--warmup", "6h")]
    [InlineData(2, "No monitor other reads source 'plant'; it is read by plant.", "--from", "earliest", "--monitor", "other")]
    [InlineData(1, "The range is empty", "--from", "offset:100000000")]
    [InlineData(1, "The range is empty", "--from", "2020-01-01T00:00:00Z")] // The mock broker says of any time that no message is that late.
    [InlineData(1, "none of its partitions is named in --from", "--from", "offset:17=3")]
    public async Task Replay_OfWhatCannotBe_SaysWhy(int exitCode, string error, params string[] arguments)
    {
        ProcessResult result = await RunAsync("service.yaml", arguments);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(error, result.Error);
        Assert.Empty(Directory.EnumerateFiles(_out.Root, "report.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Replay_IntoAFolderThatIsNotEmpty_IsRefused()
    {
        _out.Write("out/mine.txt", "mine");
        ProcessResult result = await RunAsync("service.yaml", "--from", "earliest");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is not empty", result.Error);
        Assert.Equal("mine.txt", Path.GetFileName(Assert.Single(Directory.GetFiles(_out.At("out")))));
    }

    [Fact]
    public async Task Replay_WithoutAStore_SaysThatNoServiceHasRun()
    {
        plant.Folder.WriteService("other.yaml", plant.Brokers, data: "elsewhere");
        ProcessResult result = await RunAsync("other.yaml", "--from", "earliest");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no service has run with this data folder", result.Error);
        Assert.False(Directory.Exists(plant.Folder.At("elsewhere")));
    }

    [Fact]
    public async Task Replay_OfMessagesThatTheBrokerDeleted_SaysWhichIsTheEarliest()
    {
        await plant.FloodAsync("flood");
        WriteWith("flood.yaml", "topics: [readings]", "topics: [flood]");
        ProcessResult result = await RunAsync("flood.yaml", "--from", "offset:1");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"plant/kafka:flood/0: offset 1 is not held any more, the earliest is \d+\. Begin there", result.Error);
        ReplayFolder rest = await ReplayAsync("flood.yaml", ["--from", "earliest"]);
        Assert.InRange(rest.Report.GetProperty("deadLetters").GetProperty("Malformed").GetInt64(), 1, 11);
    }

    [Fact]
    public async Task Replay_WithoutItsTopic_SaysSo()
    {
        WriteWith("wrong.yaml", "topics: [readings]", "topics: [nowhere]");
        ProcessResult result = await RunAsync("wrong.yaml", "--from", "earliest");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("have no topic nowhere", result.Error);
    }

    [Fact]
    public async Task Replay_WithoutABroker_SaysSo()
    {
        WriteWith("away.yaml", plant.Brokers, "127.0.0.1:1");
        ProcessResult result = await RunAsync("away.yaml", "--from", "earliest");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("did not answer", result.Error);
    }

    [Fact]
    public async Task Replay_OfASourceThatIsNotKafka_SaysWhatIsThereForIt()
    {
        File.WriteAllText(
            plant.Folder.At("files.yaml"),
            """
            monitors: [plant.yaml]
            sources: [{name: history, kind: files, paths: ["*.csv"], follow: true}]
            """);
        ProcessResult result = await RunAsync("files.yaml", "--source", "history", "--from", "earliest");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Source 'history' is files, not Kafka", result.Error);
        Assert.Contains("streamae backtest", result.Error);
    }

    private void WriteWith(string name, string key, string value) => File.WriteAllText(
        plant.Folder.At(name), File.ReadAllText(plant.Folder.At("service.yaml")).Replace(key, value, StringComparison.Ordinal));

    private Task<ProcessResult> RunAsync(string config, params string[] arguments) =>
        StreamAeProcess.RunInAsync(plant.Folder.Root, ["replay", "--config", config, "--out", _out.At("out"), .. arguments]);

    private Task<ReplayFolder> ReplayAsync(string option, string value, params string[] arguments) =>
        ReplayAsync("service.yaml", [option, value, .. arguments]);

    private async Task<ReplayFolder> ReplayAsync(string config, string[] arguments)
    {
        ProcessResult result = await RunAsync(config, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return ReplayFolder.Read(_out.At("out"));
    }

    /// <param name="begins">By entity: the sequence of its first row.</param>
    private void AssertAsRecorded(ReplayFolder replay, Func<string, long> begins)
    {
        foreach (IGrouping<string, IReadOnlyDictionary<string, string>> rows in replay.Rows.GroupBy(r => r["entity"]))
        {
            long sequence = begins(rows.Key);
            foreach (IReadOnlyDictionary<string, string> row in rows)
            {
                string place = $"{rows.Key}#{sequence} ";
                Assert.Equal(place + ReplayFolder.Line(plant.Verdicts[(rows.Key, sequence++)]), place + ReplayFolder.Line(row));
            }
        }
    }

    // The producer counts a pump's seconds.
    private static long SequenceAt(string time) => long.Parse(time) - 1_700_000_000;

    /// <summary>The service stands still: nothing comes, so nothing of it may change.</summary>
    private string HashOfStore() => string.Join(
        ' ', ((string[])["streamae.db", "streamae.db-wal"]).Select(f =>
        {
            using var file = new FileStream(plant.Folder.At($"state/{f}"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Convert.ToHexString(SHA256.HashData(file));
        }));
}
