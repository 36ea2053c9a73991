using System.Text.Json;
using StreamAe.EndToEnd.Tests.Run;

namespace StreamAe.EndToEnd.Tests.Alerts;

/// <summary>Alerts listed, grouped, explained, acknowledged and judged by operators.</summary>
public sealed class AlertsTests
{
    [Fact]
    public async Task Commands_OnAService_TellOfItsAlertsAndTeachItsEntities()
    {
        using var folder = new ServiceFolder();
        folder.Write("service.yaml", File.ReadAllText(folder.At("service.yaml")) + "\nstore: {kind: sqlite, keepScores: 7d}\n");
        await folder.RunAsync();
        string[] raised = [.. folder.Alerts().Select(ServiceFolder.IdOf)];
        JsonElement[] listed = [.. (await JsonAsync(folder, "alerts", "list", "--data", "state", "--max", "100000")).EnumerateArray()];
        Assert.Equal(raised.Order(StringComparer.Ordinal), listed.Select(IdOf).Order(StringComparer.Ordinal));
        Assert.All(listed, a => Assert.Equal(JsonValueKind.Null, a.GetProperty("said").ValueKind));

        JsonElement[] incidents = [.. (await JsonAsync(folder, "alerts", "list", "--data", "state", "--max", "100000", "--incidents", "--gap", "1h")).EnumerateArray()];
        Assert.Equal(raised.Length, incidents.Sum(i => i.GetProperty("alerts").GetArrayLength()));
        Assert.InRange(incidents.Length, 2, raised.Length - 1);

        JsonElement newest = listed.First(a => a.GetProperty("alert").GetProperty("kind").GetString() == "score");
        (string id, string entity) = (IdOf(newest), newest.GetProperty("alert").GetProperty("entity").GetString()!);
        ProcessResult explained = await ExpectAsync(folder, 0, "explain", id[..10], "--data", "state", "--plot", "alert.svg");
        Assert.Contains($"alert {id} of pumps/{entity}", explained.Output, StringComparison.Ordinal);
        Assert.Contains("share of the error", explained.Output, StringComparison.Ordinal);
        Assert.Contains("reconstruction error", explained.Output, StringComparison.Ordinal);
        Assert.Contains(entity, File.ReadAllText(folder.At("alert.svg")), StringComparison.Ordinal);

        await ExpectAsync(folder, 0, "alerts", "ack", id[..10], "--config", "service.yaml", "--reason", "on it", "--author", "Ann");
        Assert.Contains("acknowledged, Ann", (await ExpectAsync(folder, 0, "alerts", "list", "--data", "state", "--entity", entity)).Output, StringComparison.Ordinal);
        await ExpectAsync(folder, 0, "alerts", "feedback", id[..10], "false", "--data", "state", "--reason", "it was flushed", "--author", "Bob");
        Assert.Contains("(waits for the entity's next event)", (await ExpectAsync(folder, 0, "explain", id, "--data", "state")).Output, StringComparison.Ordinal);

        Assert.Contains(
            $"{entity} raises no alert by its scores until",
            (await ExpectAsync(folder, 0, "alerts", "snooze", id[..10], "--for", "4h", "--data", "state", "--reason", "on it")).Output,
            StringComparison.Ordinal);

        folder.WriteRows("in/9.csv", ServiceFolder.Rows, ServiceFolder.Rows + 100);
        await folder.RunAsync();
        JsonElement said = (await JsonAsync(folder, "alerts", "list", "--data", "state", "--max", "100000")).EnumerateArray().Single(a => IdOf(a) == id).GetProperty("said");
        Assert.Equal(("false", "Bob"), (said.GetProperty("feedback").GetString(), said.GetProperty("author").GetString()));
        Assert.Contains("decades above the usual one", said.GetProperty("outcome").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_ThatCannotBe_SayWhy()
    {
        using var folder = new ServiceFolder();
        await folder.RunAsync();
        (string[] Arguments, string Said)[] wrong =
        [
            (["alerts", "ack", "abc", "--data", "state", "--reason", "x"], "at least 4 characters"),
            (["alerts", "ack", "zzzzzz", "--data", "state", "--reason", "x"], "keeps no alert with an id that begins so"),
            (["alerts", "feedback", "zzzzzz", "maybe", "--data", "state", "--reason", "x"], "maybe"),
            (["alerts", "list", "--data", "state", "--entity", "pump-9"], "has no such entity"),
            (["alerts", "list", "--data", "state", "--gap", "long"], "--gap"),
            (["alerts", "snooze", "zzzzzz", "--for", "soon", "--data", "state", "--reason", "x"], "--for"),
            (["alerts", "snooze", "zzzzzz", "--for", "4h", "--data", "state", "--reason", "x"], "keeps no alert with an id that begins so"),
            (["explain", "--data", "state", "--entity", "pump-9"], "keeps no alert of it"),
            (["explain", "--data", "state", "--plot", "a.gif"], ".svg or .png"),
            (["explain", "--data", "state", "--plot", "a.svg"], "store.keepScores"),
        ];
        foreach ((string[] arguments, string said) in wrong)
        {
            Assert.Contains(said, (await ExpectAsync(folder, 2, arguments)).Error, StringComparison.Ordinal);
        }
    }

    private static string IdOf(JsonElement listed) => listed.GetProperty("alert").GetProperty("id").GetString()!;

    private static async Task<JsonElement> JsonAsync(ServiceFolder folder, params string[] arguments)
    {
        ProcessResult result = await ExpectAsync(folder, 0, [.. arguments, "--json"]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    private static async Task<ProcessResult> ExpectAsync(ServiceFolder folder, int exitCode, params string[] arguments)
    {
        ProcessResult result = await StreamAeProcess.RunInAsync(folder.Root, arguments);
        Assert.True(result.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {result.ExitCode}, {result.Error}{result.Output}");
        return result;
    }
}
