using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Http;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Telemetry;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Telemetry;

/// <summary>
/// The real service on a file whose every row is known, a collector that takes what it sends, and its port for Prometheus. Of three entities: the
/// first has an odd row at the end, the second one that comes late and one that is sparse, the third one without values.
/// </summary>
public sealed class MeasuredService : IAsyncLifetime
{
    public const string Monitor = "counted";

    public const int UsualRows = 400;

    /// <summary>Rows that can be read: one without values cannot, one that is late and one with too few values can.</summary>
    public const int Rows = (3 * UsualRows) - 1 + 2;

    public const string Secret = "Bearer s3cret; and=more %";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServiceFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private ILoggerFactory _loggers = null!;
    private WebServer _collector = null!;
    private Task _run = Task.CompletedTask;

    /// <summary>What the collector was sent, by path, as text: names stand in protocol buffers as they are.</summary>
    public ConcurrentQueue<(string Path, string Authorization, string Body)> Sent { get; } = [];

    public HttpClient Client { get; } = new() { Timeout = Patience };

    public async ValueTask InitializeAsync()
    {
        _collector = await WebServer.StartAsync(
            IPAddress.Loopback,
            0,
            routes => routes.MapPost("/otlp/v1/{signal}", async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                Sent.Enqueue((context.Request.Path, context.Request.Headers.Authorization.ToString(), Encoding.Latin1.GetString(body.ToArray())));
            }),
            TestContext.Current.CancellationToken);
        _folder.Write("counted.yaml", """
            monitor: counted
            source: files
            training: {minRows: 200, epochs: 100, minSteps: 3000, onDrift: {detector: none}}
            cohort: none
            threshold: {quantile: 0.999}
            alert: {m: 1, n: 1, cooldown: 0s}

            """);
        _folder.Write("in/1.csv", Content());
        int port = LoopbackPort.Find();
        Client.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        ServiceFileResult file = _folder.Load(string.Create(CultureInfo.InvariantCulture, $"""
            data: state
            monitors: [counted.yaml]
            sources:
              - name: files
                kind: files
                paths: ["in/*.csv"]
                follow: true
            sinks:
              - kind: log
                path: alerts.jsonl
            runtime:
              training: inline
              memory: 1GiB
            health:
              port: {port}
            telemetry:
              endpoint: http://127.0.0.1:{_collector.Port}/otlp
              protocol: http
              headers:
                authorization: "{Secret}"
              interval: 1s
              traces: 1
            """));
        Assert.Empty(file.Errors);
        _loggers = LoggerFactory.Create(logging => Collector.Of(file.Configuration!.Telemetry)!.AddTo(logging));
        var run = new ServiceRun(file.Configuration!, new PartCatalog([]), TextWriter.Null, TimeProvider.System, _loggers);
        _run = Task.Run(() => run.RunAsync(null, _stop.Token));
        await WaitForAsync(async () => (await TryScrapeAsync())?.Sum("streamae_events_total") == Rows);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Client.Dispose();
        _stop.Dispose();
        await _collector.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Stops it: what is not sent yet goes to the collector first.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
        _loggers.Dispose();
    }

    /// <param name="openMetrics">Prometheus' newer format, with exemplars.</param>
    internal async Task<Scrape> ScrapeAsync(bool openMetrics = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, TelemetryPipeline.MetricsPath);
        request.Headers.TryAddWithoutValidation("Accept", openMetrics ? "application/openmetrics-text; version=1.0.0" : "text/plain");
        using HttpResponseMessage answer = await Client.SendAsync(request);
        return new Scrape(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(), Monitor);
    }

    public static async Task WaitForAsync(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isTrue())
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private async Task<Scrape?> TryScrapeAsync()
    {
        try
        {
            return await ScrapeAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Content()
    {
        long begin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var text = new StringBuilder("entity,t,x,y,z\n");
        for (int row = 0; row < UsualRows; row++)
        {
            for (int e = 0; e < 3; e++)
            {
                double odd = e == 0 && row == UsualRows - 1 ? 4 : 0;
                string values = e == 2 && row == UsualRows - 1 ? ",NaN," : FormattableString.Invariant($"{Math.Sin(row * 0.3) + odd:0.0000},{Math.Cos((row * 0.3) + e):0.0000},{Math.Sin((row * 0.2) + e):0.0000}");
                text.Append(CultureInfo.InvariantCulture, $"e{e},{begin + (row * 60)},{values}\n");
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"e1,{begin},0.1,0.2,0.3\n");       // late
        text.Append(CultureInfo.InvariantCulture, $"e1,{begin + (UsualRows * 60)},,,0.2\n"); // sparse
        text.Append("e1,no time,0.1,0.2,0.3\n");                                       // no row at all
        return text.ToString();
    }
}
