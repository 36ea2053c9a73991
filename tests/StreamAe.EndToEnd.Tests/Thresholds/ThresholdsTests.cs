using System.Text.Json;
using StreamAe.EndToEnd.Tests.Run;

namespace StreamAe.EndToEnd.Tests.Thresholds;

/// <summary>Thresholds seen, set and taken back beside a service, as operators do it.</summary>
public sealed class ThresholdsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Preview_OfAService_CountsTheAlertsThatWereRaisedAndThoseThatWouldBe()
    {
        using ServiceFolder folder = KeepingScores();
        await folder.RunAsync();
        int alerts = folder.Alerts().Count(a => a.Contains("\"score\"", StringComparison.Ordinal));
        JsonElement same = await JsonAsync(folder, "preview", "--config", "service.yaml", "--quantile", "0.999");
        Assert.Equal(alerts, same.GetProperty("now").GetProperty("alerts").GetInt32());
        Assert.Equal(alerts, same.GetProperty("proposed").GetProperty("alerts").GetInt32());
        Assert.Equal(3, same.GetProperty("entities").GetInt32());

        JsonElement stricter = await JsonAsync(
            folder, "preview", "--data", "state", "--monitor-file", "pumps.yaml", "--quantile", "0.999999", "--show", "2");
        Assert.Equal(alerts, stricter.GetProperty("now").GetProperty("alerts").GetInt32());
        Assert.InRange(stricter.GetProperty("proposed").GetProperty("alerts").GetInt32(), 0, alerts - 1);
        Assert.Equal((0, 2), (stricter.GetProperty("new").GetArrayLength(), stricter.GetProperty("gone").GetArrayLength()));

        JsonElement newest = await JsonAsync(folder, "preview", "--config", "service.yaml", "--quantile", "0.999", "--days", "1");
        Assert.InRange(newest.GetProperty("rows").GetInt32(), 1, same.GetProperty("rows").GetInt32() / 5);

        ProcessResult table = await ExpectAsync(folder, 0, "preview", "--config", "service.yaml", "--entity", "pump-001", "--static", "5", "--m", "2", "--cooldown", "2h");
        Assert.Contains("alerts an entity and day", table.Output, StringComparison.Ordinal);
        Assert.Contains("static 5", table.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2", table.Output, StringComparison.Ordinal);
    }

    /// <summary>A service that runs follows what is set: nothing is anomalous in maintenance, everything above a score of −1 is; and when it is
    /// taken back, the monitor file holds again.</summary>
    [Fact]
    public async Task Set_BesideARunningService_IsFollowed()
    {
        using var folder = new ServiceFolder(follow: true);
        using StreamAeProcess service = folder.Start();
        await service.WaitForOutputAsync("pumps/pump-");
        await UntilAsync(() => ReadyAsync(folder));
        await ExpectAsync(folder, 0, "set", "--data", "state", "--entity", "pump-001", "--static", "-1", "--reason", "show me all", "--author", "Ann");
        await ExpectAsync(folder, 0, "set", "--config", "service.yaml", "--maintenance", "--reason", "plant stands still", "--expires", "30d");
        await service.WaitForErrorAsync("threshold of Monitor  is now maintenance 0");
        int before = folder.Alerts().Length;
        folder.WriteRows("in/8.csv", ServiceFolder.Rows, ServiceFolder.Rows + 300);
        await UntilAsync(() => Task.FromResult(folder.Alerts().Length >= before + 90));
        Assert.All(folder.Alerts()[before..], a => Assert.Contains("\"pump-001\"", a, StringComparison.Ordinal));

        JsonElement list = await JsonAsync(folder, "list", "--data", "state");
        Assert.Equal(
            [("monitor", "maintenance"), ("entity", "static")],
            list.EnumerateArray().Select(o => (o.GetProperty("level").GetString()!, o.GetProperty("policy").GetString()!)));
        await ExpectAsync(folder, 0, "remove", "--data", "state", "--entity", "pump-001", "--reason", "seen enough");
        await service.WaitForErrorAsync("threshold of Entity pump-001 is no longer static -1 as Ann had set it");
        before = folder.Alerts().Length;
        folder.WriteRows("in/9.csv", ServiceFolder.Rows + 300, ServiceFolder.Rows + 600);
        service.Terminate();
        Assert.Equal(0, (await service.WaitForExitAsync()).ExitCode);
        Assert.Equal(before, folder.Alerts().Length);

        JsonElement audit = await JsonAsync(folder, "list", "--data", "state", "--audit");
        Assert.Equal(
            [("removed", "seen enough"), ("set", "plant stands still"), ("set", "show me all")],
            audit.EnumerateArray().Select(o => (o.GetProperty("change").GetString()!, o.GetProperty("reason").GetString()!)));
    }

    [Fact]
    public async Task Commands_ThatCannotBe_SayWhyAndChangeNothing()
    {
        using var folder = new ServiceFolder();
        Assert.Contains("no service has run", (await ExpectAsync(folder, 1, "list", "--data", "state")).Error, StringComparison.Ordinal);
        await folder.RunAsync();
        (string[] Arguments, string Said)[] wrong =
        [
            (["list"], "either --data"),
            (["list", "--data", "state", "--monitor", "cars"], "--monitor cars is not in the store"),
            (["set", "--data", "state", "--reason", "x"], "Give one threshold"),
            (["set", "--data", "state", "--budget", "1", "--pot", "0.001", "--reason", "x"], "Give one threshold"),
            (["set", "--data", "state", "--quantile", "1", "--reason", "x"], "--quantile must be strictly between 0 and 1"),
            (["set", "--data", "state", "--static", "NaN", "--reason", "x"], "--static must be a score"),
            (["set", "--data", "state", "--budget", "1", "--entity", "pump-9", "--reason", "x"], "has never seen it"),
            (["set", "--data", "state", "--budget", "1", "--entity", "pump-1", "--cohort", "a", "--reason", "x"], "exclude each other"),
            (["set", "--data", "state", "--budget", "1"], "--reason"),
            (["set", "--data", "state", "--budget", "1", "--reason", " "], "--reason must say something"),
            (["set", "--data", "state", "--budget", "1", "--reason", "x", "--expires", "soon"], "--expires"),
            (["set", "--data", "state", "--budget", "1", "--reason", "x", "--expires", "2020-01-01"], "is past"),
            (["remove", "--data", "state", "--reason", "x"], "no threshold was set there"),
            (["preview", "--data", "state", "--budget", "1"], "--monitor-file"),
            (["preview", "--config", "service.yaml", "--budget", "1"], "store.keepScores"),
            (["preview", "--config", "service.yaml", "--budget", "1", "--m", "3", "--n", "2"], "m must be at least 1"),
        ];
        foreach ((string[] arguments, string said) in wrong)
        {
            Assert.Contains(said, (await ExpectAsync(folder, 2, arguments)).Error, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await JsonAsync(folder, "list", "--data", "state", "--audit")).GetArrayLength());
    }

    private static ServiceFolder KeepingScores()
    {
        var folder = new ServiceFolder();
        folder.Write("service.yaml", File.ReadAllText(folder.At("service.yaml")) + "\nstore: {kind: sqlite, keepScores: 7d}\n");
        return folder;
    }

    private static async Task<bool> ReadyAsync(ServiceFolder folder) =>
        (await StreamAeProcess.RunInAsync(folder.Root, "models", "list", "--data", "state")).Output.Contains("pump-001", StringComparison.Ordinal);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Not so within {Patience}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<JsonElement> JsonAsync(ServiceFolder folder, params string[] arguments)
    {
        ProcessResult result = await ExpectAsync(folder, 0, [.. arguments, "--json"]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    private static async Task<ProcessResult> ExpectAsync(ServiceFolder folder, int exitCode, params string[] arguments)
    {
        ProcessResult result = await StreamAeProcess.RunInAsync(folder.Root, ["thresholds", .. arguments]);
        Assert.True(result.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {result.ExitCode}, {result.Error}{result.Output}");
        return result;
    }
}
