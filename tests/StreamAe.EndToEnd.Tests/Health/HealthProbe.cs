using System.Net;
using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Health;

/// <summary>Asks a process for its health, as an orchestrator does.</summary>
internal sealed class HealthProbe : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };

    public int Port { get; } = LoopbackPort.Find();

    /// <summary>The lines of the configuration.</summary>
    public string Yaml => $"health: {{port: {Port}}}";

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Uri UrlOf(string path) => new($"http://127.0.0.1:{Port}{path}");

    public Task<HealthAnswer> LiveAsync() => AskAsync("/health/live");

    public Task<HealthAnswer> ReadyAsync() => AskAsync("/health/ready");

    public async Task<HealthAnswer> AskAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(UrlOf(path), Stop);
        string text = await answer.Content.ReadAsStringAsync(Stop);
        return new HealthAnswer((int)answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public async Task<HttpStatusCode> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage answer = await _client.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    /// <summary>Asks the process until it is ready with such a status.</summary>
    public async Task<HealthAnswer> WaitForAsync(string status, StreamAeProcess process)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            HealthAnswer? answer = null;
            try
            {
                answer = await ReadyAsync();
            }
            catch (HttpRequestException error)
            {
                Assert.Fail($"{error.Message}{process.Captured()}");
            }

            if (answer.Status == status)
            {
                return answer;
            }

            Assert.True(Environment.TickCount64 - start < Limit.TotalMilliseconds, $"Still {answer.Code} {answer.Body}, not {status}.{process.Captured()}");
            await Task.Delay(50, Stop);
        }
    }

    /// <summary>Asks the process, which is ready, until its cluster has so many members.</summary>
    public async Task WaitForMembersAsync(int members, TimeSpan limit, StreamAeProcess process)
    {
        long start = Environment.TickCount64;
        while ((await WaitForAsync("ready", process)).Body.GetProperty("cluster").GetProperty("members").GetInt32() is var seen && seen != members)
        {
            Assert.True(Environment.TickCount64 - start < limit.TotalMilliseconds, $"Still {seen} members, not {members}.{process.Captured()}");
            await Task.Delay(50, Stop);
        }
    }

    public void Dispose() => _client.Dispose();
}
