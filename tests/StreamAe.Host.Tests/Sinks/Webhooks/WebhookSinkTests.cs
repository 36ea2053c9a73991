using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Sinks;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests;

namespace StreamAe.Host.Tests.Sinks.Webhooks;

public sealed class WebhookSinkTests : IAsyncLifetime
{
    private const string SecretPath = "/services/T000/secret-in-the-path";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly RecordingLogger _log = new();
    private readonly ManualTimeProvider _time = new();
    private HookServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await HookServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task PublishAsync_Alerts_ArePostedOneByOneWithTheirIds()
    {
        using WebhookSink sink = Create(headers: new() { ["Authorization"] = "Bearer s3cret", ["content-type"] = "application/cloudevents+json" });
        await sink.PublishAsync([Alerts.Create("a"), Alerts.Create("b")], Stop);
        Assert.Equal(["a", "b"], _server.Requests.Select(r => r.Headers["Idempotency-Key"]));
        Assert.All(_server.Requests, r =>
        {
            Assert.Equal(("POST", SecretPath), (r.Method, r.Path));
            Assert.Equal("Bearer s3cret", r.Headers["Authorization"]);
            Assert.Equal("application/cloudevents+json", r.Headers["Content-Type"]);
            Assert.Equal(AlertJson.Write(Alerts.Create(r.Headers["Idempotency-Key"])), r.Body);
        });
    }

    [Fact]
    public async Task PublishAsync_ServerThatFailsInBetween_GetsOnlyTheRestAgain()
    {
        int failures = 2;
        _server.Answer = (request, context) =>
        {
            context.Response.StatusCode = request.Headers["Idempotency-Key"] == "b" && failures-- > 0 ? 500 : 202;
            return Task.CompletedTask;
        };
        using WebhookSink sink = Create();
        Alert[] alerts = [Alerts.Create("a"), Alerts.Create("b"), Alerts.Create("c")];
        await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync(alerts, Stop).AsTask());
        await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync(alerts, Stop).AsTask());
        await sink.PublishAsync(alerts, Stop);
        Assert.Equal(["a", "b", "b", "b", "c"], _server.Requests.Select(r => r.Headers["Idempotency-Key"]));
    }

    [Theory]
    [InlineData(429, "17", 17)]
    [InlineData(503, "Thu, 01 Jan 2026 00:01:30 GMT", 90)]
    [InlineData(503, "Wed, 31 Dec 2025 00:00:00 GMT", 0)]
    [InlineData(429, "soon", 0)]
    [InlineData(429, null, 0)]
    [InlineData(408, null, 0)]
    public async Task PublishAsync_ServerThatIsBusy_SaysWhenToComeAgain(int status, string? retryAfter, int seconds)
    {
        _server.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        };
        using WebhookSink sink = Create();
        SinkBusyException error = await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync([Alerts.Create("a")], Stop).AsTask());
        Assert.Equal(TimeSpan.FromSeconds(seconds), error.RetryAfter);
    }

    /// <summary>An alert that is refused as such is tried five times, its neighbours go out at once, and it stands in a file then.</summary>
    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task PublishAsync_AlertThatIsRefused_IsSetAsideAndBlocksNoOther(int status)
    {
        _server.Answer = async (request, context) =>
        {
            if (request.Headers["Idempotency-Key"] == "b")
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync("no such\nchannel");
            }
        };
        using WebhookSink sink = Create();
        Alert[] alerts = [Alerts.Create("a"), Alerts.Create("b", "\"quoted\""), Alerts.Create("c")];
        for (int attempt = 1; attempt < 5; attempt++)
        {
            SinkBusyException error = await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync(alerts, Stop).AsTask());
            Assert.Contains($"alert b: answered {status} (no such", error.Message);
            Assert.False(File.Exists(_folder.At("undelivered.jsonl")));
        }

        await sink.PublishAsync(alerts, Stop);
        Assert.Equal(["a", "b", "c", "b", "b", "b", "b"], _server.Requests.Select(r => r.Headers["Idempotency-Key"]));
        using JsonDocument line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(_folder.At("undelivered.jsonl"))));
        Assert.Equal("webhook:test", line.RootElement.GetProperty("sink").GetString());
        Assert.StartsWith($"answered {status}", line.RootElement.GetProperty("reason").GetString());
        Assert.Equal(AlertJson.Write(alerts[1]), line.RootElement.GetProperty("alert").GetRawText());
        Assert.Contains(_log.Entries, e => e.Level == LogLevel.Error && e.Message.Contains("refused alert b 5 times", StringComparison.Ordinal));

        // The next batch begins anew.
        await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync([Alerts.Create("b")], Stop).AsTask());
    }

    /// <summary>Nothing of an alert can mend a wrong address or an expired token: it waits until somebody does.</summary>
    [Theory]
    [InlineData(401, "check the sink's headers")]
    [InlineData(404, "check the sink's url")]
    [InlineData(302, "redirects are not followed")]
    [InlineData(500, "answered 500")]
    public async Task PublishAsync_AddressThatIsWrong_IsTriedForEverAndTold(int status, string expected)
    {
        _server.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        using WebhookSink sink = Create();
        for (int i = 0; i < 10; i++)
        {
            SinkBusyException error = await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync([Alerts.Create("a")], Stop).AsTask());
            Assert.Contains(expected, error.Message);
            Assert.DoesNotContain("secret", error.ToString());
        }

        Assert.All(_server.Requests, r => Assert.Equal(SecretPath, r.Path));
        Assert.False(File.Exists(_folder.At("undelivered.jsonl")));
    }

    [Fact]
    public async Task PublishAsync_ServerThatDoesNotAnswer_IsGivenUpAfterTheTimeout()
    {
        var never = new TaskCompletionSource();
        _server.Answer = (_, _) => never.Task;
        using WebhookSink sink = Create();
        Task publishing = sink.PublishAsync([Alerts.Create("a")], Stop).AsTask();
        await _server.Reached(1).WaitAsync(Patience, Stop);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(publishing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        SinkBusyException error = await Assert.ThrowsAsync<SinkBusyException>(() => publishing.WaitAsync(Patience, Stop));
        Assert.EndsWith("did not answer within 10 s", error.Message);
        never.SetResult();
    }

    /// <summary>Of an answer without end only the beginning is read.</summary>
    [Fact]
    public async Task PublishAsync_AnswerWithoutEnd_IsNotRead()
    {
        _server.Answer = async (_, context) =>
        {
            context.Response.StatusCode = 500;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('x', 10_000), context.RequestAborted);
            }
        };
        using WebhookSink sink = Create();
        SinkBusyException error = await Assert.ThrowsAsync<SinkBusyException>(
            () => sink.PublishAsync([Alerts.Create("a")], Stop).AsTask().WaitAsync(Patience, Stop));
        Assert.InRange(error.Message.Length, 100, 400);
    }

    [Theory]
    [InlineData("HTTP/1.1 banana\r\n\r\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("")]
    public async Task PublishAsync_AnswerThatIsGarbage_IsAFailureToRepeat(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeAsync(listener, answer);
        using WebhookSink sink = Create(new Uri($"http://{listener.LocalEndpoint}/"));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sink.PublishAsync([Alerts.Create("a")], Stop).AsTask().WaitAsync(Patience, Stop));
        await serving;
    }

    [Fact]
    public async Task PublishAsync_ServerThatIsDownAndComesBack_GetsTheAlert()
    {
        int port = _server.Url.Port;
        using WebhookSink sink = Create();
        await _server.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sink.PublishAsync([Alerts.Create("a")], Stop).AsTask());
        _server = await HookServer.StartAsync(port);
        await sink.PublishAsync([Alerts.Create("a")], Stop);
        Assert.Equal("a", Assert.Single(_server.Requests).Headers["Idempotency-Key"]);
    }

    /// <summary>One in a request of many is refused: the others are taken alone.</summary>
    [Fact]
    public async Task PublishAsync_OneOfManyInARequestRefused_IsFound()
    {
        _server.Answer = (request, context) =>
        {
            context.Response.StatusCode = request.Body.Contains("\"id\":\"bad\"", StringComparison.Ordinal) ? 400 : 200;
            return Task.CompletedTask;
        };
        using WebhookSink sink = Create(format: new AlertmanagerFormat(TimeSpan.FromHours(1), "", _time));
        Alert[] alerts = [Alerts.Create("a"), Alerts.Create("bad"), Alerts.Create("c")];
        for (int attempt = 1; attempt < 5; attempt++)
        {
            await Assert.ThrowsAsync<SinkBusyException>(() => sink.PublishAsync(alerts, Stop).AsTask());
        }

        await sink.PublishAsync(alerts, Stop);
        Assert.Equal([3, 1, 1, 1, 1, 1, 1, 1], _server.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetArrayLength()));
        Assert.Contains("\"id\":\"bad\"", Assert.Single(File.ReadAllLines(_folder.At("undelivered.jsonl"))));
    }

    private WebhookSink Create(Uri? url = null, Dictionary<string, string>? headers = null, IWebhookFormat? format = null) => new(
        "webhook:test",
        format ?? new JsonFormat(template: null),
        new WebhookClient(new WebhookTarget(url ?? new Uri(_server.Url, SecretPath), headers ?? [], TimeSpan.FromSeconds(10)), _time),
        new UndeliveredAlerts(_folder.At(UndeliveredAlerts.FileName)),
        new LoggerOf(_log));

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Stop);
        NetworkStream stream = client.GetStream();
        int read = await stream.ReadAsync(new byte[64 * 1024], Stop);
        Assert.True(read > 0);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), Stop);
    }

    private sealed class LoggerOf(ILogger inner) : ILogger<WebhookSink>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception, formatter);
    }
}
