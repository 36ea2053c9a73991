using System.Globalization;
using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>A real Prometheus on a free port, with its data in a folder of the test.</summary>
internal sealed class PrometheusServer : IDisposable
{
    public const string Program = "prometheus";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ServerProcess _process;
    private readonly Uri _url;

    /// <param name="configuration">A file's path.</param>
    public PrometheusServer(string program, string folder, string configuration)
    {
        _url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        _process = new ServerProcess(
            program,
            folder,
            $"--config.file={configuration}",
            $"--storage.tsdb.path={Path.Combine(folder, "prometheus")}",
            $"--web.listen-address={_url.Authority}",
            "--enable-feature=exemplar-storage");
    }

    public async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await _client.GetAsync(new Uri(_url, "-/ready"), limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>The value of now.</summary>
    public Task<PrometheusAnswer> QueryAsync(string expression) => AskAsync("query", ("query", expression));

    /// <summary>The curve of the last half minute.</summary>
    public Task<PrometheusAnswer> QueryRangeAsync(string expression)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return AskAsync("query_range", ("query", expression), ("start", Text(now - 30)), ("end", Text(now)), ("step", "5"));
    }

    public async Task<JsonElement> ExemplarsAsync(string expression)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return (await AskAsync("query_exemplars", ("query", expression), ("start", Text(now - 600)), ("end", Text(now + 1)))).Data;
    }

    /// <summary>Every rule that it has loaded.</summary>
    public async Task<JsonElement[]> RulesAsync() =>
        [.. (await AskAsync("rules")).Data.GetProperty("groups").EnumerateArray().SelectMany(g => g.GetProperty("rules").EnumerateArray())];

    /// <summary>The name of every series.</summary>
    public async Task<HashSet<string>> NamesAsync() =>
        [.. (await AskAsync("label/__name__/values")).Data.EnumerateArray().Select(n => n.GetString()!)];

    public void Dispose()
    {
        _process.Dispose();
        _client.Dispose();
    }

    private static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private async Task<PrometheusAnswer> AskAsync(string path, params (string Name, string Value)[] parameters)
    {
        string query = string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        using HttpResponseMessage answer = await _client.GetAsync(new Uri(_url, $"api/v1/{path}?{query}"), TestContext.Current.CancellationToken);
        JsonElement body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        return body.GetProperty("status").GetString() == "success"
            ? new PrometheusAnswer(body.GetProperty("data"), null)
            : new PrometheusAnswer(default, body.GetProperty("error").GetString());
    }
}
