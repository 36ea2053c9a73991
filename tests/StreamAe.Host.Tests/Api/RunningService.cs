using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Api;

/// <summary>
/// The real service on files that a test writes: three entities whose x and y swing together, a model each, scores kept; and a client of its API.
/// </summary>
public sealed class RunningService : IAsyncLifetime
{
    public const string Monitor = "swings";

    /// <summary>Rows of each entity before anything odd happens.</summary>
    public const int UsualRows = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServiceFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SwingFiles _files;
    private Task _run = Task.CompletedTask;

    public RunningService() => _files = new SwingFiles(Path.Combine(_folder.Root, "in"), Entities);

    public static string[] Entities { get; } = ["a/1", "b", "c"];

    public HttpClient Client { get; private set; } = null!;

    public string MonitorFile => Path.Combine(_folder.Root, "swings.yaml");

    public string ServiceFile => Path.Combine(_folder.Root, "s.yaml");

    internal RecordingLogger Log { get; } = new();

    internal ReloadRequest Reload { get; } = new();

    /// <summary>Event time of a row.</summary>
    public static DateTimeOffset TimeOf(int row) => SwingFiles.TimeOf(row);

    /// <summary>The value of x in a usual row.</summary>
    public static double XOf(int row) => SwingFiles.XOf(row);

    public async ValueTask InitializeAsync()
    {
        _folder.Write("swings.yaml", """
            monitor: swings
            source: files
            training: {minRows: 200, epochs: 100, minSteps: 3000, onDrift: {detector: none}}
            cohort: none
            threshold: {quantile: 0.999}
            alert: {m: 1, n: 1, cooldown: 0s}

            """);
        int port = LoopbackPort.Find();
        ServiceFileResult file = _folder.Load(string.Create(CultureInfo.InvariantCulture, $"""
            data: state
            monitors: [swings.yaml]
            sources:
              - name: files
                kind: files
                paths: ["in/*.csv"]
                follow: true
            store:
              kind: sqlite
              keepScores: 30d
            runtime:
              training: inline
            api:
              port: {port}
              rateLimit:
                requests: 10000
                burst: 10000
            """));
        Assert.Empty(file.Errors);
        File.Delete(Path.Combine(_folder.Root, "in", "1.csv"));
        _files.Write(UsualRows);
        var parts = new PartCatalog([]);
        var run = new ServiceRun(
            file.Configuration!, parts, TextWriter.Null, TimeProvider.System, new RecordingLoggers(Log), new ConfigurationFile(ServiceFile, parts), Reload);
        _run = Task.Run(() => run.RunAsync(null, _stop.Token));
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/"), Timeout = Patience };
        await WaitForAsync(async () => (await ObservationsAsync()) == Entities.Length * UsualRows);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
        Client.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    /// <summary>Writes further rows of every entity, and waits until they are judged.</summary>
    /// <param name="odd">Added to x of the first entity, in the last row.</param>
    /// <returns>The number of the last row.</returns>
    public async Task<int> FeedAsync(int rows = 1, double odd = 0)
    {
        _files.Write(rows, odd);
        int expected = Entities.Length * _files.Rows;
        await WaitForAsync(async () => (await ObservationsAsync()) == expected);
        return _files.Rows - 1;
    }

    /// <summary>Writes a line that is no row, and waits until it is set aside.</summary>
    public async Task FeedBadAsync(string line)
    {
        long before = await LettersAsync();
        _files.Put($"entity,t,x,y\n{line}\n");
        await WaitForAsync(async () => await LettersAsync() > before);
    }

    /// <summary>Waits until what stands in the monitor's file is what runs.</summary>
    public async Task WaitUntilTakenOverAsync() => await WaitForAsync(async () =>
    {
        (HttpStatusCode status, JsonElement monitor, _) = await SendAsync(HttpMethod.Get, $"monitors/{Monitor}");
        return status == HttpStatusCode.OK
            ? monitor.GetProperty("isRunning").GetBoolean() && monitor.GetProperty("now").GetProperty("state").GetString() == "running"
            : status == HttpStatusCode.ServiceUnavailable ? false : throw new InvalidOperationException($"{status}: {monitor}");
    });

    /// <summary>Usual rows, one after the other, until something is so: requests are brought to entities about once a second, and applied before a row.</summary>
    public async Task FeedUntilAsync(Func<Task<bool>> isTrue) => await WaitForAsync(async () =>
    {
        await FeedAsync();
        return await isTrue();
    });

    public async Task<JsonElement> GetAsync(string address)
    {
        using HttpResponseMessage answer = await Client.GetAsync(address, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>An answer's status and body, whatever it is.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> SendAsync(
        HttpMethod method, string address, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body switch
        {
            null => method == HttpMethod.Get ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        HttpResponseMessage answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        string read = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, read.Length == 0 ? default : JsonDocument.Parse(read).RootElement, answer);
    }

    public static async Task WaitForAsync(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isTrue())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task<long> LettersAsync() => (await GetAsync("dead-letters")).GetProperty("total").GetInt64();

    private async Task<long> ObservationsAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Client.GetAsync("monitors");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return -1;
            }

            long sum = 0;
            foreach (string key in Entities)
            {
                using HttpResponseMessage entity = await Client.GetAsync($"monitors/{Monitor}/entity?key={Uri.EscapeDataString(key)}");
                sum += entity.IsSuccessStatusCode ? (await entity.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("observations").GetInt64() : 0;
            }

            return sum;
        }
        catch (HttpRequestException)
        {
            return -1;
        }
    }
}
