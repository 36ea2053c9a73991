using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Tests.Api;

/// <summary>A monitor's edited file takes effect in the running service, behind the same port and over the same state.</summary>
public sealed class ApiReloadTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Prefix = "monitors/" + RunningService.Monitor;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_ThatChangesAValue_IsInForceOnTheNextEvents_AndNothingElseIsOther()
    {
        await service.FeedAsync(5, odd: 40);
        JsonElement system = await service.GetAsync("system"), before = await EntityAsync("b");
        using Stream live = await service.Client.GetStreamAsync(new Uri("live", UriKind.Relative), Stop);
        using var listener = new StreamReader(live);
        await listener.ReadLineAsync(Stop);
        long alerts = 0;
        await RunningService.WaitForAsync(async () => (alerts = (await NowAsync()).GetProperty("alerts").GetInt64()) > 0);


        string text = await PutAsync(("0.999", "0.5"));
        await service.WaitUntilTakenOverAsync();
        Assert.Equal(text, (await service.GetAsync(Prefix)).GetProperty("definition").GetString());
        Assert.Equal(0.5, (await service.GetAsync(Prefix)).GetProperty("threshold").GetProperty("value").GetDouble());
        await service.FeedAsync(20);

        JsonElement after = await EntityAsync("b");
        Assert.Equal(before.GetProperty("observations").GetInt64() + 20, after.GetProperty("observations").GetInt64());
        Assert.InRange(after.GetProperty("alerts").GetInt64() - before.GetProperty("alerts").GetInt64(), 3, 20);
        Assert.Equal(before.GetProperty("model").GetProperty("version").GetInt32(), after.GetProperty("model").GetProperty("version").GetInt32());

        // What is told since the start of the process goes on, and so does a stream of events that was open.
        Assert.Equal(system.GetProperty("startedAt").GetString(), (await service.GetAsync("system")).GetProperty("startedAt").GetString());
        await RunningService.WaitForAsync(async () => (await NowAsync()).GetProperty("alerts").GetInt64() >= alerts + 3);
        Assert.InRange((await NowAsync()).GetProperty("eventsPerSecond").GetDouble(), 0, 100);
        string? line;
        do
        {
            line = await listener.ReadLineAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop);
            Assert.NotNull(line);
        }
        while (line != "event: alert");

        // Comments alone are written, and nothing is opened anew.
        int reloads = Reloads;
        await PutAsync(("cohort: none", "cohort: none # Each its own."));
        await service.FeedAsync();
        Assert.Equal(reloads, Reloads);
    }

    [Fact]
    public async Task Put_OfWhatTheServiceCannotOpenWith_IsRefusedBeforeItIsWritten()
    {
        string text = await File.ReadAllTextAsync(service.MonitorFile, Stop);
        foreach (string other in (string[])[text.Replace("source: files", "source: elsewhere", StringComparison.Ordinal), text + "features: [x, z]\n"])
        {
            foreach (string query in (string[])["", "?dryRun=true"])
            {
                (HttpStatusCode status, JsonElement problem, _) = await service.SendAsync(HttpMethod.Put, Prefix + query, new { definition = other, reason = "x" });
                Assert.True(status == HttpStatusCode.UnprocessableEntity, $"{query} {status}: {problem}");
                Assert.StartsWith("definition: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }
        }

        Assert.Equal(text, await File.ReadAllTextAsync(service.MonitorFile, Stop));
    }

    [Fact]
    public async Task Request_WhileAFileIsFaulty_LeavesTheServiceAsItIs()
    {
        string monitor = await File.ReadAllTextAsync(service.MonitorFile, Stop), configuration = await File.ReadAllTextAsync(service.ServiceFile, Stop);
        int reloads = Reloads;
        foreach ((string file, string text) in new[] { (service.MonitorFile, monitor + "treshold: none\n"), (service.ServiceFile, configuration.Replace("[swings.yaml]", "[none.yaml]", StringComparison.Ordinal)) })
        {
            string good = await File.ReadAllTextAsync(file, Stop);
            Task said = service.Log.WaitForAsync("Not reloaded, the service runs on as it was: " + file);
            await File.WriteAllTextAsync(file, text, Stop);
            service.Reload.Ask();
            await said.WaitAsync(TimeSpan.FromSeconds(30), Stop);
            await service.FeedAsync();
            await File.WriteAllTextAsync(file, good, Stop);
        }

        Assert.Equal(reloads, Reloads);
    }

    [Fact]
    public async Task Request_TakesOverWhatIsSafe_AndSaysWhatWaitsForTheNextProcess()
    {
        string configuration = await File.ReadAllTextAsync(service.ServiceFile, Stop);
        Task said = service.Log.WaitForAsync("The new value of api takes effect at the next start of the process.");
        Task data = service.Log.WaitForAsync("The new value of data takes effect at the next start of the process.");
        Task reloaded = service.Log.WaitForAsync("Reloaded: 1 monitors");
        await File.WriteAllTextAsync(
            service.ServiceFile,
            configuration
                .Replace("requests: 10000", "requests: 9999", StringComparison.Ordinal)
                .Replace("data: state", "data: other", StringComparison.Ordinal) + "\nsinks: [{kind: log, path: more.jsonl}]\n",
            Stop);
        service.Reload.Ask();
        service.Reload.Ask();
        await Task.WhenAll(said, data, reloaded).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await service.WaitUntilTakenOverAsync();
        await service.FeedAsync(5, odd: 80);
        await RunningService.WaitForAsync(async () =>
            (await service.GetAsync("system")).GetProperty("sinks").EnumerateArray().Any(s => s.GetProperty("name").GetString() == "log:more.jsonl" && s.GetProperty("published").GetInt64() > 0));
        await File.WriteAllTextAsync(service.ServiceFile, configuration, Stop);
    }

    private int Reloads => service.Log.Entries.Count(e => e.Level == LogLevel.Information && e.Message.StartsWith("Reloading: ", StringComparison.Ordinal));

    private async Task<string> PutAsync(params (string Old, string New)[] changes)
    {
        (_, JsonElement detail, HttpResponseMessage answer) = await service.SendAsync(HttpMethod.Get, Prefix);
        string text = changes.Aggregate(detail.GetProperty("definition").GetString()!, (t, c) => t.Replace(c.Old, c.New, StringComparison.Ordinal));
        (HttpStatusCode status, JsonElement said, _) = await service.SendAsync(
            HttpMethod.Put, Prefix, new { definition = text, reason = string.Create(CultureInfo.InvariantCulture, $"{changes.Length} changes") }, answer.Headers.ETag!.ToString());
        Assert.True(status == HttpStatusCode.OK, said.ToString());
        return text;
    }

    private async Task<JsonElement> NowAsync() => (await service.GetAsync(Prefix)).GetProperty("now");

    private async Task<JsonElement> EntityAsync(string key) => await service.GetAsync($"{Prefix}/entity?key={Uri.EscapeDataString(key)}");
}
