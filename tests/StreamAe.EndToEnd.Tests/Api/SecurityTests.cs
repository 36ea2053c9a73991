using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamAe.EndToEnd.Tests.Api;

/// <summary>The real service, with keys that the real command made.</summary>
public sealed class SecurityTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly HttpClient _client = new(new HttpClientHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly int _port = LoopbackPort.Find();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Run_WithKeys_LetsInWhoHasOne_AndTheLogHoldsNone()
    {
        (string viewer, string viewerLine) = await CreateKeyAsync("grafana", "viewer");
        (string admin, string adminLine) = await CreateKeyAsync("ada", "admin");
        string unknown = (await CreateKeyAsync("mallory", "admin")).Key;
        const string Secret = "a-session-secret-of-more-than-32-characters";
        using StreamAeProcess process = Start(
            $$"""
            health: {port: {{_port}}}
            api:
              port: {{_port}}
              sessionSecret: "${env:STREAMAE_TEST_SESSION}"
              keys:
                {{viewerLine}}
                {{adminLine}}
            """,
            new Dictionary<string, string> { ["STREAMAE_TEST_SESSION"] = Secret });
        await process.WaitForErrorAsync("Serves the API at http://127.0.0.1:");
        await process.WaitForErrorAsync("Answers /health/live");
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/health/live")).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "/api/v1/session")).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "/api/v1/session", null, ("X-Api-Key", unknown))).Status);
        (int status, string body, _) = await SendAsync(HttpMethod.Get, "/api/v1/session", null, ("Authorization", $"Bearer {viewer}"));
        Assert.Equal((200, """{"name":"grafana","role":"viewer","open":false,"csrf":null}"""), (status, body));

        // What only admins may do, without, with too low and with a right key.
        const string Thresholds = "/api/v1/monitors/cards/thresholds";
        Assert.Equal(401, (await SendAsync(HttpMethod.Put, Thresholds, "{}")).Status);
        Assert.Equal(403, (await SendAsync(HttpMethod.Put, Thresholds, "{}", ("X-Api-Key", viewer))).Status);
        Assert.InRange((await SendAsync(HttpMethod.Put, Thresholds, "{}", ("X-Api-Key", admin))).Status, 400, 428);
        Assert.NotEqual(403, (await SendAsync(HttpMethod.Put, Thresholds, "{}", ("X-Api-Key", admin))).Status);

        // The console logs in and out.
        Assert.Equal(401, (await SendAsync(HttpMethod.Post, "/api/v1/session", $$"""{"key":"{{unknown}}"}""")).Status);
        (status, body, string? cookie) = await SendAsync(HttpMethod.Post, "/api/v1/session", $$"""{"key":"{{admin}}"}""");
        Assert.Equal(200, status);
        cookie = cookie!.Split(';')[0];
        string csrf = JsonDocument.Parse(body).RootElement.GetProperty("csrf").GetString()!;
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/api/v1/session", null, ("Cookie", cookie))).Status);
        Assert.Equal(403, (await SendAsync(HttpMethod.Delete, "/api/v1/session", "", ("Cookie", cookie))).Status);
        Assert.Equal(204, (await SendAsync(HttpMethod.Delete, "/api/v1/session", "", ("Cookie", cookie), ("X-CSRF-Token", csrf))).Status);
        Assert.Equal(400, (await SendAsync(HttpMethod.Post, "/api/v1/session", $$"""{"key":"{{admin}}""")).Status);
        await WaitUntilStartedAsync(("X-Api-Key", viewer));
        process.Terminate();
        ProcessResult result = await process.WaitForExitAsync();
        Assert.Equal(0, result.ExitCode);
        string said = result.Output + result.Error;
        Assert.Contains("ada has begun a session", said);
        Assert.All([viewer, admin, unknown, Secret, cookie.Split('=')[1], csrf, "sak_"], secret => Assert.DoesNotContain(secret, said));
    }

    [Fact]
    public async Task Run_WithoutKeys_ListensOnLoopbackAlone_AndSaysSo()
    {
        using StreamAeProcess process = Start($"api: {{port: {_port}}}", new Dictionary<string, string>());
        await process.WaitForErrorAsync("Serves the API at http://127.0.0.1:");
        await process.WaitForErrorAsync("It listens on loopback only");
        Assert.Equal("""{"name":"console","role":"admin","open":true,"csrf":null}""", (await SendAsync(HttpMethod.Get, "/api/v1/session")).Body);
        Assert.Equal(403, (await SendAsync(HttpMethod.Get, "/api/v1/session", null, ("Host", "rebound.example"))).Status);
        await WaitUntilStartedAsync();
        process.Terminate();
        Assert.Equal(0, (await process.WaitForExitAsync()).ExitCode);

        using StreamAeProcess open = Start($"api: {{port: {_port}, address: 0.0.0.0}}", new Dictionary<string, string>());
        ProcessResult refused = await open.WaitForExitAsync();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("api.address: 0.0.0.0 is open to other machines", refused.Error);
    }

    [Theory]
    [InlineData("--name", "a b", "--role", "viewer")]
    [InlineData("--name", "", "--role", "viewer")]
    [InlineData("--name", "ana", "--role", "boss")]
    [InlineData("--name", "ana")]
    public async Task KeysCreate_WrongUse_MakesNone(params string[] arguments)
    {
        ProcessResult result = await StreamAeProcess.RunAsync(["keys", "create", .. arguments]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task KeysCreate_AsJson_HoldsKeyAndHash()
    {
        ProcessResult result = await StreamAeProcess.RunAsync("keys", "create", "--name", "ana", "--role", "operator", "--json");
        JsonElement made = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(("ana", "operator"), (made.GetProperty("name").GetString(), made.GetProperty("role").GetString()));
        Assert.Equal(
            made.GetProperty("hash").GetString(),
            $"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(made.GetProperty("key").GetString()!)))}");
    }

    /// <returns>The key, and the line for the configuration.</returns>
    private static async Task<(string Key, string Line)> CreateKeyAsync(string name, string role)
    {
        ProcessResult result = await StreamAeProcess.RunAsync("keys", "create", "--name", name, "--role", role);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string key = Assert.Single(Regex.Matches(result.Output, "sak_[A-Za-z0-9_-]{43}").Select(m => m.Value).Distinct());
        return (key, result.Output.Split('\n').Single(line => line.TrimStart().StartsWith('-')).Trim());
    }

    /// <summary>The API answers 503 until the store is open.</summary>
    private async Task WaitUntilStartedAsync(params (string Name, string Value)[] headers)
    {
        long start = Environment.TickCount64;
        while ((await SendAsync(HttpMethod.Get, "/api/v1/monitors", null, headers)).Status is int status && status != 200)
        {
            Assert.True(status == 503 && Environment.TickCount64 - start < 60_000, $"{status}");
            await Task.Delay(100, Stop);
        }
    }

    private async Task<(int Status, string Body, string? Cookie)> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{_port}{path}"));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, Stop);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies.Single() : null);
    }

    private StreamAeProcess Start(string more, IReadOnlyDictionary<string, string> environment)
    {
        _folder.Write("cards.yaml", "monitor: cards\nfeatures: [amount]\ncohort: none\n");
        _folder.Write(
            "service.yaml",
            $$"""
            data: state
            monitors: [cards.yaml]
            sources: [{name: shop, kind: simulator, stream: cards, rate: 500, entities: 20}]
            sinks: []
            {{more}}
            """);
        return StreamAeProcess.StartIn(_folder.Root, environment, "run", "--config", "service.yaml");
    }
}
