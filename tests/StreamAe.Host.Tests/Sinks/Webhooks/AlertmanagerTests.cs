using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Tests.Sinks.Webhooks;

/// <summary>Against a real Alertmanager, as a process of its own. Skipped where none is installed.</summary>
public sealed class AlertmanagerTests : IAsyncLifetime
{
    private const string Program = "prometheus-alertmanager";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly HttpClient _http = new();
    private Process? _process;
    private Uri _url = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static double Now => EventTime.ToSeconds((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks);

    public async ValueTask InitializeAsync()
    {
        string? program = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"There is no {Program} here; Debian's package of that name is enough.");
        _url = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}/");
        string configuration = _folder.Write("alertmanager.yml", "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
        _process = Process.Start(new ProcessStartInfo(
            program!,
            [
                $"--config.file={configuration}", $"--storage.path={_folder.At("data")}", $"--web.listen-address=127.0.0.1:{_url.Port}", "--cluster.listen-address=",
            ])
        { RedirectStandardError = true, UseShellExecute = false })!;
        var listening = new TaskCompletionSource();
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("Listening on", StringComparison.Ordinal) || line.Data.Contains("msg=Listening", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(Patience, Stop);
        Assert.False(_process.HasExited);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _http.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task PublishAsync_AnAlert_StandsThereWithItsLabelsAndOnceHoweverOftenSent()
    {
        using WebhookSink sink = Create();
        Alert alert = Alerts.Create("a1", second: Now - 3600);
        await sink.PublishAsync([alert], Stop);
        JsonElement first = Assert.Single(await ReadAsync());
        Assert.Equal(
            "alertname=StreamAeAnomaly entity=pump-1 monitor=pumps severity=major",
            string.Join(' ', first.GetProperty("labels").EnumerateObject().OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => $"{l.Name}={l.Value.GetString()}")));
        JsonElement annotations = first.GetProperty("annotations");
        Assert.Equal("major pumps/pump-1 surprise 6.3", annotations.GetProperty("summary").GetString());
        Assert.Equal("flow 12.1 (expected 40.3, 81 %)", annotations.GetProperty("description").GetString());
        Assert.Equal("a1", annotations.GetProperty("id").GetString());
        Assert.Equal("https://streamae.example/", first.GetProperty("generatorURL").GetString());
        Assert.Equal("active", first.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(Now - 3600, Seconds(first, "startsAt"), 60.0);
        Assert.Equal(Now + 7200, Seconds(first, "endsAt"), 60.0);

        await sink.PublishAsync([alert], Stop);
        await sink.PublishAsync([Alerts.Create("a2", second: Now - 60)], Stop);
        JsonElement again = Assert.Single(await ReadAsync());
        Assert.Equal(first.GetProperty("fingerprint").GetString(), again.GetProperty("fingerprint").GetString());
        Assert.Equal(first.GetProperty("startsAt").GetString(), again.GetProperty("startsAt").GetString());
    }

    /// <summary>Event times of a simulation, of a history and of a clock that is wrong: none of them makes Alertmanager drop an alert.</summary>
    [Theory]
    [InlineData(-62_135_596_800)]
    [InlineData(0)]
    [InlineData(1_600_000_000)]
    [InlineData(32_503_680_000)]
    [InlineData(EventTime.MaxSeconds)]
    public async Task PublishAsync_AnyEventTime_IsActive(double second)
    {
        using WebhookSink sink = Create();
        await sink.PublishAsync([Alerts.Create("a", kind: AlertKind.Silence, second: second)], Stop);
        JsonElement alert = Assert.Single(await ReadAsync());
        Assert.Equal("active", alert.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal("StreamAeSilence", alert.GetProperty("labels").GetProperty("alertname").GetString());
        Assert.True(Seconds(alert, "startsAt") <= Now + 1);
    }

    [Fact]
    public async Task PublishAsync_HostileNamesAndMoreThanOneRequest_AllArrive()
    {
        using WebhookSink sink = Create();
        List<Alert> alerts = [.. Alerts.HostileNames.Select((name, i) => Alerts.Create($"h{i}", name, second: Now))];
        alerts.AddRange(Enumerable.Range(0, 150).Select(i => Alerts.Create($"n{i}", $"pump-{i}", second: Now)));
        await sink.PublishAsync(alerts, Stop);
        Assert.Equal(
            alerts.Select(a => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(a.Entity))).Order(StringComparer.Ordinal),
            (await ReadAsync()).Select(a => a.GetProperty("labels").GetProperty("entity").GetString()!).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(_folder.At(UndeliveredAlerts.FileName)));
    }

    private static double Seconds(JsonElement alert, string member) =>
        EventTime.ToSeconds((alert.GetProperty(member).GetDateTimeOffset() - DateTimeOffset.UnixEpoch).Ticks);


    private async Task<JsonElement[]> ReadAsync() => (await _http.GetFromJsonAsync<JsonElement[]>(new Uri(_url, "api/v2/alerts"), Stop))!;

    private WebhookSink Create() => new(
        "webhook:alertmanager",
        new AlertmanagerFormat(TimeSpan.FromHours(2), "https://streamae.example/", TimeProvider.System),
        new WebhookClient(
            new WebhookTarget(AlertmanagerFormat.EndpointOf(_url), new Dictionary<string, string>(), TimeSpan.FromSeconds(10)), TimeProvider.System),
        new UndeliveredAlerts(_folder.At(UndeliveredAlerts.FileName)),
        NullLogger<WebhookSink>.Instance);
}
