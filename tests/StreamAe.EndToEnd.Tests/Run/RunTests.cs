namespace StreamAe.EndToEnd.Tests.Run;

public sealed class RunTests(UninterruptedRun uninterrupted) : IClassFixture<UninterruptedRun>, IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OnFiles_EndsByItself_AndASecondStartReadsNothingTwice()
    {
        Summary first = await _folder.RunAsync();
        Assert.Equal((ServiceFolder.Rows, ServiceFolder.Rows), (first.Events, first.TotalEvents));
        Assert.True(first.Models > 3, "Pumps are trained anew as time goes on.");
        string[] alerts = _folder.Alerts();
        Assert.NotEmpty(alerts);
        Assert.Equal(first.Alerts, alerts.Length);
        Assert.Equal(alerts.Length, alerts.Select(ServiceFolder.IdOf).Distinct().Count());
        Assert.Equal(uninterrupted.Alerts, alerts.Order(StringComparer.Ordinal));

        Summary second = await _folder.RunAsync();
        Assert.Equal((0, ServiceFolder.Rows, 0), (second.Events, second.TotalEvents, second.Alerts));
        Assert.Equal(first.Positions, second.Positions);
        Assert.Empty(second.DeadLetters);
        Assert.Equal(alerts, _folder.Alerts());

        // A file that came since is read, and only that.
        _folder.WriteRows("in/later.csv", ServiceFolder.Rows, ServiceFolder.Rows + 50);
        Summary third = await _folder.RunAsync();
        Assert.Equal((50, ServiceFolder.Rows + 50), (third.Events, third.TotalEvents));
    }

    [Fact]
    public async Task Run_Terminated_AndStartedAgain_GivesTheSameAsUninterrupted()
    {
        using (StreamAeProcess process = _folder.Start())
        {
            await process.WaitForOutputAsync("pumps/pump-");
            process.Terminate();
            ProcessResult result = await process.WaitForExitAsync();
            Assert.Equal(0, result.ExitCode);
            Assert.Contains("Stopping", result.Error);
            Assert.Contains("Ended after", result.Error);
        }

        int interrupted = _folder.Alerts().Length;
        Summary rest = await _folder.RunAsync();
        Assert.InRange(rest.Events, 1, ServiceFolder.Rows - 1);
        Assert.InRange(interrupted, 1, uninterrupted.Alerts.Length - 1);
        AssertSameAsUninterrupted(rest);
        Assert.Equal(uninterrupted.Alerts.Length, _folder.Alerts().Length);
    }

    [Fact]
    public async Task Run_KilledSeveralTimes_LosesNoEventAndNoAlert()
    {
        const int Kills = 3;
        int killed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using StreamAeProcess process = _folder.Start();
            await process.WaitForOutputAsync("pumps/pump-");
            process.Kill();
            killed += (await process.WaitForExitAsync()).ExitCode == 137 ? 1 : 0;
        }

        Summary rest = await _folder.RunAsync();
        Assert.Equal(Kills, killed);
        Assert.InRange(rest.Events, 1, ServiceFolder.Rows - 1);
        AssertSameAsUninterrupted(rest);
    }

    [Fact]
    public async Task Run_Seconds_StopsAndExitsWith0()
    {
        _folder.Write("service.yaml", File.ReadAllText(_folder.At("service.yaml")).Replace("follow: false", "follow: true"));
        using StreamAeProcess process = _folder.Start("--seconds", "1", "--json");
        Summary summary = Summary.Of(await process.WaitForExitAsync());
        Assert.InRange(summary.Events, 0, ServiceFolder.Rows);
    }

    [Fact]
    public async Task Run_BadRows_AreCountedAndWritten_AndStopNothing()
    {
        string path = _folder.At("in/1.csv");
        string[] rows = File.ReadAllLines(path);
        rows[5] = "pump-000,x,1,1,1,1,1,1,1,1,0";
        rows[6] = "pump-000,1767604500,zero,1,1,1,1,1,1,1,0";
        rows[7] = "pump-000,1,1,1,1,1,1,1,1,1,0"; // In the past.
        File.WriteAllLines(path, rows);
        Summary summary = await _folder.RunAsync();
        Assert.Equal(
            new Dictionary<string, long> { ["time"] = 1, ["value"] = 1, ["late"] = 1 },
            summary.DeadLetters);
        string[] letters = File.ReadAllLines(_folder.At("state/deadletters.csv"));
        Assert.Equal(3 + 2, letters.Length);
        Assert.Contains(letters, line => line.StartsWith("in/1.csv,7,Value,"));
        Assert.Contains("3 dead letters", letters[^1]);
    }

    [Fact]
    public async Task Run_AWrongConfiguration_ExitsWith2AndNamesEachLine()
    {
        _folder.Write(
            "service.yaml",
            """
            monitors: [pumps.yaml, pump.yaml]
            sources: [{name: plant, kind: files, paths: ["in/*.csv"]}]
            runtime: {kind: orleans, shards: 9999}
            comptue: simd
            """);
        using StreamAeProcess process = _folder.Start();
        ProcessResult result = await process.WaitForExitAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("service.yaml:1:24: monitors[1]: pump.yaml does not exist", result.Error);
        Assert.Contains("service.yaml:3:34: runtime.shards: 9999 must lie between 1 and 1,024", result.Error);
        Assert.Contains("service.yaml:4:1: comptue: is not a known key; did you mean compute?", result.Error);
        Assert.False(Directory.Exists(_folder.At("state")));
    }

    [Fact]
    public async Task Run_ADataFolderInUse_IsRefusedInOneLine()
    {
        _folder.Write("service.yaml", File.ReadAllText(_folder.At("service.yaml")).Replace("follow: false", "follow: true"));
        using StreamAeProcess owner = _folder.Start();
        await owner.WaitForErrorAsync("looks for files of source");
        using StreamAeProcess second = _folder.Start();
        ProcessResult refused = await second.WaitForExitAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("streamae: ", refused.Error.TrimEnd('\n').Split('\n')[^1]);

        // The owner's dead letter file is its own: the second start did not move it away.
        Assert.False(File.Exists(_folder.At("state/deadletters.1.csv")));
        owner.Terminate();
        Assert.Equal(0, (await owner.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Run_Following_ReadsAFileThatAppears()
    {
        using var folder = new ServiceFolder(follow: true);
        using StreamAeProcess process = folder.Start("--json");
        await process.WaitForErrorAsync("looks for files of source");
        folder.WriteRows("in/new.csv", ServiceFolder.Rows, ServiceFolder.Rows + 100);
        await process.WaitForErrorAsync("has read in/new.csv");
        process.Terminate();
        Assert.Equal(ServiceFolder.Rows + 100, Summary.Of(await process.WaitForExitAsync()).TotalEvents);
    }

    [Fact]
    public async Task Run_OnASimulator_OfSeveralMonitors_ContinuesEachWhereItWas()
    {
        _folder.Write("cards.yaml", "monitor: cards\nsource: shop\nfeatures: [amount]\ncohort: none\n");
        _folder.Write("more.yaml", "monitor: more\nsource: shop\nfeatures: [{name: amount, transform: log1p}]\ncohort: none\n");
        const string Template =
            """
            data: state
            monitors: [cards.yaml, more.yaml]
            sources: [{name: shop, kind: simulator, stream: cards, rate: max, entities: 20, events: EVENTS}]
            sinks: []
            """;
        foreach (int events in (int[])[3000, 5000])
        {
            _folder.Write("service.yaml", Template.Replace("EVENTS", $"{events}"));
            using StreamAeProcess process = _folder.Start();
            ProcessResult result = await process.WaitForExitAsync();
            Assert.Equal(0, result.ExitCode);
            Assert.Contains($"{(events == 3000 ? 6000 : 4000)} events", result.Error.Split("Ended after")[1]);
        }
    }

    private void AssertSameAsUninterrupted(Summary rest)
    {
        Assert.Equal(uninterrupted.Summary.TotalEvents, rest.TotalEvents);
        Assert.Equal(uninterrupted.Summary.Positions, rest.Positions);

        // After a crash an alert may come twice, as the same line under the same id.
        Assert.Equal(uninterrupted.Alerts, _folder.Alerts().Where(line => line.Length > 0).Distinct().Order(StringComparer.Ordinal));
    }
}
