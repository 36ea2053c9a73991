using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Tests.Api;

namespace StreamAe.EndToEnd.Tests.Browser;

/// <summary>
/// The real executable on files that a test writes, with a key for an administrator and one for a viewer, and a real browser. Where there is no
/// browser, or the build has no console, <see cref="SkipReason"/> says so.
/// </summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    public const string Monitor = "swings";

    /// <summary>What goes wrong in the tests.</summary>
    public const string Odd = "pump-1";

    public const string Other = "pump-2";

    private const string Chromium = "/usr/bin/chromium";
    private const int UsualRows = 400;
    private static readonly string[] Entities = [Odd, Other, "pump-3"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly TestFolder _folder = new();
    private readonly string _adminKey = KeyRing.CreateKey();
    private readonly string _viewerKey = KeyRing.CreateKey();
    private readonly SwingFiles _files;
    private StreamAeProcess? _process;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private HttpClient _client = null!;

    public ConsoleBrowser() => _files = new SwingFiles(_folder.At("in"), Entities);

    /// <summary>Null where everything is there.</summary>
    public string? SkipReason { get; private set; }

    public Uri Root { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            SkipReason = $"There is no {Chromium}. On Debian: apt-get install chromium";
            return;
        }

        int port = LoopbackPort.Find();
        Root = new Uri($"http://127.0.0.1:{port}");
        _client = new HttpClient { BaseAddress = new Uri(Root, "/api/v1/"), Timeout = Patience };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _adminKey);
        _folder.Write("swings.yaml", """
            monitor: swings
            source: files
            training: {minRows: 200, epochs: 100, minSteps: 3000, keepRejected: true}
            cohort: none
            threshold: {quantile: 0.9999}
            alert: {m: 1, n: 1, cooldown: 0s}

            """);
        Directory.CreateDirectory(_folder.At("in"));
        _files.Write(UsualRows);
        string service = _folder.Write("service.yaml", $"""
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
              keys:
                - name: ada
                  role: admin
                  hash: "{KeyRing.HashOf(_adminKey)}"
                - name: vera
                  role: viewer
                  hash: "{KeyRing.HashOf(_viewerKey)}"
            """);
        _process = StreamAeProcess.StartIn(_folder.Root, "run", "--config", service);
        await WaitForAsync(async () => await ObservationsAsync() == Entities.Length * UsualRows);
        if (!(await _client.GetStringAsync(Root)).Contains("<html", StringComparison.Ordinal))
        {
            SkipReason = "This build has no console: it needs node 18 or later with npm.";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_process is not null)
        {
            _process.Terminate();
            Assert.Equal(0, (await _process.WaitForExitAsync()).ExitCode);
            _process.Dispose();
        }

        _client?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A window that has signed in.</summary>
    internal async Task<ConsoleWindow> OpenAsync(string path, bool asViewer = false, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Root.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await ConsoleWindow.OpenAsync(context, path, asViewer ? _viewerKey : _adminKey);
    }

    /// <summary>Writes further rows of every entity, and waits until they are judged.</summary>
    /// <param name="odd">Added to x of <see cref="Odd"/>, in the last row.</param>
    internal async Task FeedAsync(int rows = 1, double odd = 0)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        _files.Write(rows, odd);
        int expected = Entities.Length * _files.Rows;
        await WaitForAsync(async () => await ObservationsAsync() == expected);
    }

    /// <summary>Usual rows, one after the other, until something is so.</summary>
    internal Task FeedUntilAsync(Func<Task<bool>> isTrue) => WaitForAsync(async () =>
    {
        await FeedAsync();
        return await isTrue();
    });

    internal Task<JsonElement> GetAsync(string address) => _client.GetFromJsonAsync<JsonElement>(address);

    internal async Task PostAsync(string address, object body)
    {
        using HttpResponseMessage answer = await _client.PostAsJsonAsync(address, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal static async Task WaitForAsync(Func<Task<bool>> isTrue)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isTrue())
        {
            await Task.Delay(100, limit.Token);
        }
    }

    private async Task<long> ObservationsAsync()
    {
        try
        {
            long sum = 0;
            foreach (string key in Entities)
            {
                using HttpResponseMessage entity = await _client.GetAsync($"monitors/{Monitor}/entity?key={key}");
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
