using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Run;

/// <summary>Edited files take effect in the running process: nothing is lost, doubled or judged otherwise than by the files.</summary>
public sealed class ReloadTests(UninterruptedRun uninterrupted) : IClassFixture<UninterruptedRun>, IDisposable
{
    private const string Taken = "Reloaded: 1 monitors";
    private readonly int _port = FreePort();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private bool _hasAnswered;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    // A description changes no verdict: whatever is other than in one go comes from the reloads.
    [Fact]
    public async Task Put_AgainAndAgainWhileFilesAreRead_GivesTheSameAsUninterrupted()
    {
        using ServiceFolder folder = CreateFolder();

        // Small polls, each a commit: the reading takes some seconds.
        folder.Write("service.yaml", File.ReadAllText(folder.At("service.yaml")).Replace("pollRows: 100", "pollRows: 1", StringComparison.Ordinal));
        using StreamAeProcess process = folder.Start("--json");
        string definition = File.ReadAllText(folder.At("pumps.yaml"));
        int asked = 0;
        while (await GetAsync() is (HttpStatusCode status, JsonElement monitor))
        {
            if (status == HttpStatusCode.OK && monitor.GetProperty("isRunning").GetBoolean())
            {
                asked += await TryPutAsync($"{definition}\ndescription: edition {asked}\n") ? 1 : 0;
            }

            await Task.Delay(20, Stop);
        }

        ProcessResult result = await process.WaitForExitAsync();
        AssertSameAsUninterrupted(folder, Summary.Of(result));

        // How many there is time for depends on the machine.
        Assert.InRange(result.Error.Split(Taken).Length - 1, 1, asked);
    }

    [Fact]
    public async Task HangUp_TakesOverAnEditedFile_KeepsAFaultyOneOut_AndTheProcessGoesOn()
    {
        using ServiceFolder folder = CreateFolder(follow: true);
        using StreamAeProcess process = folder.Start("--json");
        await process.WaitForErrorAsync("Monitor pumps has read in/2.csv.");
        string models = await ModelsAsync();
        folder.Write("pumps.yaml", File.ReadAllText(folder.At("pumps.yaml")) + "\nthreshold: {quantile: 0.5}\n");
        process.HangUp();
        await process.WaitForErrorAsync(Taken);
        int before = folder.Alerts().Length;
        folder.WriteRows("in/3.csv", ServiceFolder.Rows, ServiceFolder.Rows + 300);
        await process.WaitForErrorAsync("Monitor pumps has read in/3.csv.");
        Assert.Equal(models, await ModelsAsync());

        folder.Write("pumps.yaml", File.ReadAllText(folder.At("pumps.yaml")) + "treshold: none\n");
        process.HangUp();
        await process.WaitForErrorAsync("Not reloaded, the service runs on as it was: pumps.yaml:");
        folder.WriteRows("in/4.csv", ServiceFolder.Rows + 300, ServiceFolder.Rows + 400);
        await process.WaitForErrorAsync("Monitor pumps has read in/4.csv.");
        process.Terminate();
        ProcessResult result = await process.WaitForExitAsync();
        var summary = Summary.Of(result);
        Assert.Equal((ServiceFolder.Rows + 400, ServiceFolder.Rows + 400), (summary.Events, summary.TotalEvents));
        Assert.Equal(summary.Alerts, folder.Alerts().Length);
        Assert.InRange(summary.Alerts - before, 60, 400);
        Assert.Single(result.Error.Split(Taken)[1..]);
    }

    [Fact]
    public async Task Terminate_InTheMiddleOfAReload_EndsInOrderAndLosesNothing()
    {
        using ServiceFolder folder = CreateFolder();
        for (int i = 0; i < 3; i++)
        {
            using StreamAeProcess process = folder.Start();
            await process.WaitForOutputAsync("pumps/pump-");
            process.HangUp();
            await process.WaitForErrorAsync("Reloading: ");
            await Task.Delay(i * 40, Stop);
            process.Terminate();
            ProcessResult result = await process.WaitForExitAsync();
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains("Ended after", result.Error);
        }

        Summary rest = await folder.RunAsync();
        Assert.InRange(rest.Events, 1, ServiceFolder.Rows - 1);
        AssertSameAsUninterrupted(folder, rest);
    }

    [Fact]
    public async Task Seconds_AreThoseOfTheProcess()
    {
        using ServiceFolder folder = CreateFolder(follow: true);
        using StreamAeProcess process = folder.Start("--seconds", "4", "--json");
        await process.WaitForErrorAsync("looks for files");
        process.HangUp();
        await process.WaitForErrorAsync("looks for files");
        ProcessResult result = await process.WaitForExitAsync();
        Assert.InRange(JsonDocument.Parse(result.Output).RootElement.GetProperty("seconds").GetDouble(), 3, 8);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Terminate_BeforeTheStoreIsOpen_EndsInOrder()
    {
        using ServiceFolder folder = CreateFolder();
        using StreamAeProcess process = folder.Start("--json");
        await process.WaitForErrorAsync("StreamAe ");
        process.Terminate();
        ProcessResult result = await process.WaitForExitAsync();
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Error}");
        Assert.Contains("Ended after", result.Error);
    }

    private ServiceFolder CreateFolder(bool follow = false)
    {
        var folder = new ServiceFolder(follow);
        folder.Write("service.yaml", File.ReadAllText(folder.At("service.yaml")) + $"\napi: {{port: {_port}, rateLimit: {{requests: 10000, burst: 10000}}}}\n");
        return folder;
    }

    private void AssertSameAsUninterrupted(ServiceFolder folder, Summary summary)
    {
        Assert.Equal(uninterrupted.Summary.TotalEvents, summary.TotalEvents);
        Assert.Equal(uninterrupted.Summary.Positions, summary.Positions);
        Assert.Empty(summary.DeadLetters);
        Assert.Equal(uninterrupted.Alerts, folder.Alerts().Order(StringComparer.Ordinal));
        if (summary.Events == summary.TotalEvents)
        {
            Assert.Equal((uninterrupted.Summary.Alerts, uninterrupted.Summary.Models), (summary.Alerts, summary.Models));
        }
    }

    /// <returns>Null once the process has ended.</returns>
    private async Task<(HttpStatusCode, JsonElement)?> GetAsync()
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{_port}/api/v1/monitors/pumps"), Stop);
                _hasAnswered = true;
                return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Stop));
            }
            catch (HttpRequestException) when (!_hasAnswered && Environment.TickCount64 - start < 60_000)
            {
                await Task.Delay(50, Stop);
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }
    }

    private async Task<bool> TryPutAsync(string definition)
    {
        try
        {
            using HttpResponseMessage answer = await _client.PutAsJsonAsync(
                new Uri($"http://127.0.0.1:{_port}/api/v1/monitors/pumps"), new { definition, reason = "again" }, Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync(Stop));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Which version each pump is judged by.</summary>
    private async Task<string> ModelsAsync()
    {
        var versions = new List<string>();
        for (int pump = 0; pump < 3; pump++)
        {
            JsonElement entity = await _client.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{_port}/api/v1/monitors/pumps/entity?key=pump-00{pump}"), Stop);
            versions.Add(entity.GetProperty("model").GetProperty("version").ToString());
        }

        return string.Join(' ', versions);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
