using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace StreamAe.Benchmarks.Api;

/// <summary>The executable with the demo's two streams and its API, and a client of it.</summary>
internal sealed class OperatedProcess : IDisposable
{
    /// <summary>Where this build has put it, beside this program's own folder; nothing is there where the program was packed for another machine.</summary>
    public static readonly string Executable = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../../src/StreamAe.Host/bin", Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(AppContext.BaseDirectory))!), "net10.0/streamae.dll"));

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <param name="rate">Events a second, of both streams together.</param>
    /// <param name="monitors">Folder of the monitor files that ship.</param>
    public OperatedProcess(int rate, string monitors)
    {
        int port = FreePort();
        foreach (string file in (string[])["pumps.yaml", "cards.yaml"])
        {
            File.Copy(Path.Combine(monitors, file), Path.Combine(_folder.Path, file));
        }

        string service = Path.Combine(_folder.Path, "service.yaml");
        File.WriteAllText(service, string.Create(CultureInfo.InvariantCulture, $"""
            data: state
            monitors: [pumps.yaml, cards.yaml]
            sources:
              - name: pumps
                kind: simulator
                stream: pumps
                rate: {rate / 2}
              - name: cards
                kind: simulator
                stream: cards
                rate: {rate / 2}
            store:
              kind: sqlite
              keepScores: 1d
            api:
              port: {port}
              rateLimit:
                requests: 10000
                burst: 10000
            """));
        _process = Process.Start(new ProcessStartInfo("dotnet", [Executable, "run", "--config", service])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public HttpClient Client { get; }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Used
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Waits until both streams run and their entities have models.</summary>
    public async Task WaitUntilItJudgesAsync(TimeSpan limit)
    {
        using var cancel = new CancellationTokenSource(limit);
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancel.Token).ConfigureAwait(false);
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"streamae run ended with {_process.ExitCode}.");
            }

            try
            {
                (_, _, bool judges) = await LookAsync().ConfigureAwait(false);
                if (judges)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It starts.
            }
        }
    }

    /// <summary>Events so far, what waits at the sources, and whether both monitors have models.</summary>
    public async Task<(long Events, long Lag, bool Judges)> LookAsync()
    {
        JsonElement monitors = (await Client.GetFromJsonAsync<JsonElement>("monitors").ConfigureAwait(false)).GetProperty("items");
        long events = 0, lag = 0;
        bool judges = true;
        foreach (JsonElement monitor in monitors.EnumerateArray())
        {
            events += monitor.GetProperty("events").GetInt64();
            lag += monitor.GetProperty("lag") is { ValueKind: JsonValueKind.Number } known ? known.GetInt64() : 0;
            judges &= monitor.GetProperty("models").GetInt64() > 0 && !monitor.GetProperty("isTrainingCohort").GetBoolean();
        }

        return (events, lag, judges);
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
