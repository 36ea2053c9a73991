using System.Globalization;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Configuration;
using StreamAe.Host.Health;
using StreamAe.Host.Services;
using StreamAe.Host.Telemetry;
using StreamAe.Host.Tests.Api.Security;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Telemetry;

/// <summary>Who may read <c>/metrics</c>: at the port of the health checks everybody, at that of the API who has a key.</summary>
[Collection(TelemetryCollection.Name)]
public sealed class MetricsAccessTests
{
    [Theory]
    [InlineData(false, null, 401)]
    [InlineData(false, "wrong", 401)]
    [InlineData(false, "viewer", 200)]
    [InlineData(true, null, 401)]
    [InlineData(true, "viewer", 200)]
    public async Task Metrics_AtTheApi_NeedAKey(bool isOnePort, string? who, int expected)
    {
        await using Front front = await Front.StartAsync(isOnePort);
        Assert.Equal(expected, await front.AskAsync(front.Api, TelemetryPipeline.MetricsPath, who is null ? null : AccessTests.KeyOf(who)));
    }

    [Fact]
    public async Task Metrics_AtThePortOfHealth_NeedNone()
    {
        await using Front front = await Front.StartAsync(isOnePort: false);
        Assert.Equal(200, await front.AskAsync(front.Health, TelemetryPipeline.MetricsPath, null));
        Assert.Equal(200, await front.AskAsync(front.Health, HealthEndpoints.LivePath, null));
        Assert.Equal(404, await front.AskAsync(front.Health, "/api/v1/monitors", null));
    }

    /// <summary>The ports as a service opens them.</summary>
    private sealed class Front(ServiceFront front, TelemetryPipeline telemetry, int api, int health) : IAsyncDisposable
    {
        private readonly HttpClient _client = new();

        public int Api => api;

        public int Health => health;

        public static async Task<Front> StartAsync(bool isOnePort)
        {
            int api = LoopbackPort.Find(), health = isOnePort ? api : LoopbackPort.Find();
            using var folder = new ServiceFolder();
            ServiceConfiguration configuration = folder.Load(ServiceFolder.Valid).Configuration! with
            {
                Api = SecuredServer.WithKeys with { Port = api },
                Health = new HealthConfiguration { Port = health },
            };
            var loggers = new RecordingLoggers(new RecordingLogger());
            TelemetryPipeline telemetry = TelemetryPipeline.Start(null, isAsked: true, TimeProvider.System, loggers)!;
            var answers = new ServiceHealth(configuration, new ComputeChoice("simd"), TimeProvider.System);
            return new Front(
                await ServiceFront.StartAsync(configuration, answers, new ServiceDesk(), telemetry, TimeProvider.System, loggers, TestContext.Current.CancellationToken),
                telemetry,
                api,
                health);
        }

        public async Task<int> AskAsync(int port, string path, string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}"));
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            }

            using HttpResponseMessage answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }

        public async ValueTask DisposeAsync()
        {
            await front.DisposeAsync();
            telemetry.Dispose();
            _client.Dispose();
        }
    }
}
