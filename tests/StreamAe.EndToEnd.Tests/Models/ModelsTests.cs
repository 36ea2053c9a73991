using System.Globalization;
using System.Text.Json;
using StreamAe.EndToEnd.Tests.Run;

namespace StreamAe.EndToEnd.Tests.Models;

/// <summary>An operator's commands beside a service that runs.</summary>
public sealed class ModelsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Commands_BesideARunningService_AreListedAppliedAndAudited()
    {
        using var folder = new ServiceFolder(follow: true);
        using StreamAeProcess service = folder.Start();
        JsonElement[] versions = await UntilAsync(folder, ["list"], all => all.Count(v => v.GetProperty("isKept").GetBoolean()) > 3 && all.Any(v => Version(v) > 1 && IsInUse(v)));
        string entity = versions.First(v => Version(v) > 1 && IsInUse(v)).GetProperty("entity").GetString()!;

        await ExpectAsync(folder, 0, "rollback", "--entity", entity, "--reason", "flaps since noon", "--author", "Ann");
        await ExpectAsync(folder, 0, "retrain", "--all", "--reason", "new sensors");
        await ExpectAsync(folder, 0, "mark", "--entity", entity, "--from", "1970-01-01", "--to", "2100-01-01", "--reason", "all of it was odd");
        JsonElement[] pending = await JsonAsync(folder, "requests");
        Assert.Equal(["mark", "retrain", "rollback"], pending.Select(r => r.GetProperty("kind").GetString()));
        Assert.Equal(("Ann", "flaps since noon", entity), (Text(pending[2], "author"), Text(pending[2], "reason"), Text(pending[2], "entity")));

        folder.WriteRows("in/9.csv", ServiceFolder.Rows, ServiceFolder.Rows + 300);
        JsonElement[] applied = await UntilAsync(
            folder, ["requests"], all => all.All(r => Text(r, "state") == "applied") && all[1].GetProperty("applied").GetInt64() == 3);
        Assert.Contains("rows kept out of training", Text(applied[0], "detail"), StringComparison.Ordinal);
        Assert.Contains("in use in place of", Text(applied[2], "detail"), StringComparison.Ordinal);
        versions = await JsonAsync(folder, "list", "--entity", entity);
        JsonElement back = versions.Single(v => v.GetProperty("request").ValueKind == JsonValueKind.Number);
        Assert.Equal(applied[2].GetProperty("sequence").GetInt64(), back.GetProperty("request").GetInt64());

        service.Terminate();
        Assert.Equal(0, (await service.WaitForExitAsync()).ExitCode);

        // The folder at rest tells the same.
        Assert.Equal(applied.Select(r => r.GetRawText()), (await JsonAsync(folder, "requests")).Select(r => r.GetRawText()));
        ProcessResult table = await ExpectAsync(folder, 0, "list", "--entity", entity);
        Assert.Contains("in use", table.Output);
    }

    /// <summary>Other features: the old models judge on until there are new ones, through restarts.</summary>
    [Fact]
    public async Task Run_OfAMonitorThatWasEdited_KeepsTheOldModelsUntilThereAreNewOnes()
    {
        using var folder = new ServiceFolder();
        await folder.RunAsync();
        int[] old = await InUseAsync(folder);
        folder.Write(
            "pumps.yaml",
            File.ReadAllText(folder.At("pumps.yaml")) + "\nfeatures: [flow, {name: pressure, transform: log1p}, temperature, {kind: hourOfDay}]\nwindow: 3\n");

        // 60 rows a pump: too few for a new model. The monitor is told to have been edited once.
        folder.WriteRows("in/3.csv", ServiceFolder.Rows, ServiceFolder.Rows + 180);
        Assert.Contains("was edited since it ran", await LogOfARunAsync(folder), StringComparison.Ordinal);
        Assert.Equal(old, await InUseAsync(folder));

        folder.WriteRows("in/4.csv", ServiceFolder.Rows + 180, ServiceFolder.Rows + 1500);
        Assert.DoesNotContain("was edited", await LogOfARunAsync(folder), StringComparison.Ordinal);
        JsonElement[] versions = await JsonAsync(folder, "list");
        Assert.DoesNotContain(versions, v => IsInUse(v) && v.GetProperty("isFormer").GetBoolean());
        Assert.Contains(versions, v => IsInUse(v) && Version(v) > old.Min());
        JsonElement former = versions.First(v => v.GetProperty("isFormer").GetBoolean() && v.GetProperty("isKept").GetBoolean());
        string number = Version(former).ToString(CultureInfo.InvariantCulture);
        ProcessResult back = await ExpectAsync(folder, 2, "rollback", "--entity", Text(former, "entity"), "--version", number, "--reason", "as before");
        Assert.Contains("before its file was edited", back.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_ThatCannotBe_SayWhyAndAskForNothing()
    {
        using var folder = new ServiceFolder();
        Assert.Contains("no service has run", (await ExpectAsync(folder, 1, "list")).Error);
        await folder.RunAsync();
        JsonElement[] versions = await JsonAsync(folder, "list");
        JsonElement inUse = versions.First(IsInUse);
        string entity = Text(inUse, "entity");
        (string[] Arguments, string Said)[] wrong =
        [
            (["list", "--monitor", "cars"], "--monitor cars is not in the store. The store holds pumps."),
            (["list", "--entity", "pump-999"], "has no such entity"),
            (["retrain", "--reason", "x"], "either --entity or --all"),
            (["retrain", "--entity", "pump-999", "--reason", "x"], "has no such entity"),
            (["rollback", "--entity", entity, "--version", "77", "--reason", "x"], "Version 77 of entity"),
            (["promote", "--entity", entity, "--version", inUse.GetProperty("version").GetRawText(), "--reason", "x"], "is in use already"),
            (["mark", "--entity", entity, "--from", "soon", "--to", "2100-01-01", "--reason", "x"], "--from soon is no time"),
            (["mark", "--entity", entity, "--from", "2100-01-02", "--to", "2100-01-01", "--reason", "x"], "--from must be before --to"),
            (["retrain", "--entity", entity, "--reason", " "], "must say something"),
            (["list", "--config", "service.yaml"], "either --data"),
        ];
        foreach ((string[] arguments, string said) in wrong)
        {
            Assert.Contains(said, (await ExpectAsync(folder, 2, arguments)).Error);
        }

        Assert.Empty(await JsonAsync(folder, "requests"));
        ProcessResult byConfig = await StreamAeProcess.RunInAsync(folder.Root, "models", "requests", "--config", "service.yaml");
        Assert.Equal((0, "no requests"), (byConfig.ExitCode, byConfig.Output.Trim()));
    }

    private static int Version(JsonElement version) => version.GetProperty("version").GetInt32();

    private static bool IsInUse(JsonElement version) => version.GetProperty("isInUse").GetBoolean();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<ProcessResult> ExpectAsync(ServiceFolder folder, int exitCode, params string[] arguments)
    {
        ProcessResult result = await StreamAeProcess.RunInAsync(folder.Root, ["models", .. arguments, "--data", "state"]);
        Assert.True(exitCode == result.ExitCode, $"{string.Join(' ', arguments)}: {result.ExitCode}, {result.Error}{result.Output}");
        return result;
    }

    /// <summary>The version that each pump uses, by their names.</summary>
    private static async Task<int[]> InUseAsync(ServiceFolder folder) =>
        [.. (await JsonAsync(folder, "list")).Where(IsInUse).OrderBy(v => Text(v, "entity"), StringComparer.Ordinal).Select(Version)];

    private static async Task<string> LogOfARunAsync(ServiceFolder folder)
    {
        using StreamAeProcess process = folder.Start("--json");
        ProcessResult result = await process.WaitForExitAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Error;
    }

    private static async Task<JsonElement[]> JsonAsync(ServiceFolder folder, params string[] arguments)
    {
        ProcessResult result = await ExpectAsync(folder, 0, [.. arguments, "--json"]);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return [.. document.RootElement.EnumerateArray().Select(e => e.Clone())];
    }

    /// <summary>Asks again until it is as it should be; before the first commit there may be no store.</summary>
    private static async Task<JsonElement[]> UntilAsync(ServiceFolder folder, string[] arguments, Func<JsonElement[], bool> isThere)
    {
        long start = TimeProvider.System.GetTimestamp();
        JsonElement[] last = [];
        while (TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            ProcessResult result = await StreamAeProcess.RunInAsync(folder.Root, ["models", .. arguments, "--data", "state", "--json"]);
            if (result.ExitCode == 0)
            {
                using JsonDocument document = JsonDocument.Parse(result.Output);
                last = [.. document.RootElement.EnumerateArray().Select(e => e.Clone())];
                if (isThere(last))
                {
                    return last;
                }
            }
        }

        Assert.Fail($"It did not come to it: {string.Join('\n', last)}");
        return [];
    }
}
