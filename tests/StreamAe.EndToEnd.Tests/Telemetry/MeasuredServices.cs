using System.Net.Http.Json;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>
/// What there is to be measured, as real processes: the demo through Kafka, the demo on a silo where this build has one, and a service on files
/// with a budget, a limit for its memory and traces of every poll. A real Prometheus with the rules that ship scrapes them every second; an
/// Alertmanager, where one is installed, sends on what it raises.
/// </summary>
public sealed class MeasuredServices : IAsyncLifetime
{
    /// <summary>The monitor that dashboards of one monitor look at. Both demos have it.</summary>
    public const string Monitor = "pumps";

    /// <summary>The monitor of the service on files.</summary>
    public const string BudgetMonitor = "plant";

    private const int Rows = 4000;
    private const int Pumps = 3;
    private const string AlertmanagerProgram = "prometheus-alertmanager";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);

    private readonly TestFolder _folder = new();
    private readonly List<StreamAeProcess> _processes = [];
    private int _demo;
    private Receiver? _receiver;
    private PrometheusServer? _prometheus;
    private ServerProcess? _alertmanager;

    /// <summary>Null where Prometheus is installed.</summary>
    public string? SkipReason { get; private set; }

    /// <summary>Why no alert is sent; null where one is.</summary>
    public string? NoAlertmanager { get; private set; }

    /// <summary>Whether a silo is among them.</summary>
    public bool HasSilo { get; private set; }

    internal PrometheusServer Prometheus
    {
        get
        {
            Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
            return _prometheus!;
        }
    }

    /// <summary>What Alertmanager sends to, and a collector.</summary>
    internal Receiver Receiver => _receiver!;

    public async ValueTask InitializeAsync()
    {
        string? program = InstalledProgram.Find(PrometheusServer.Program);
        if (program is null)
        {
            SkipReason = $"There is no {PrometheusServer.Program} here. On Debian: apt-get install prometheus";
            return;
        }

        _receiver = new Receiver();
        _demo = ServerProcess.FreePort();
        Start("demo", "--kafka", "--no-console", "--rate", "8000", "--port", Text(_demo), "--data", "kafka");
        List<int> ports = [_demo, StartFiles()];
        HasSilo = PartCatalog.OfThisBuild().Parts.Single(p => p.Name == PartNames.Orleans).IsIncluded;
        if (HasSilo)
        {
            ports.Add(ServerProcess.FreePort());
            Start("demo", "--runtime", OrleansPart.Runtime, "--no-console", "--rate", "500", "--port", Text(ports[^1]), "--data", "silo");
        }

        int alertmanager = StartAlertmanager();
        _prometheus = new PrometheusServer(program, _folder.Root, _folder.Write("prometheus.yaml", $"""
            global: {"{scrape_interval: 1s, evaluation_interval: 1s}"}
            rule_files: ["{Repository.PathTo("deploy", "prometheus", "rules.yaml")}"]
            alerting: {"{alertmanagers: [{static_configs: [{targets: ["}"127.0.0.1:{alertmanager}"{"]}]}]}"}
            scrape_configs:
              - job_name: streamae
                static_configs: [{"{targets: ["}{string.Join(", ", ports.Select(p => $"\"127.0.0.1:{p}\""))}{"]}"}]
            """));
        await _prometheus.WaitUntilReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _prometheus?.Dispose();
        _alertmanager?.Dispose();
        _processes.ForEach(p => p.Terminate());
        foreach (StreamAeProcess process in _processes)
        {
            ProcessResult result = await process.WaitForExitAsync();
            process.Dispose();
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
        }

        _receiver?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Gives the service on files a file of which nothing can be read.</summary>
    public void WriteBadFile()
    {
        string path = _folder.At("in/bad.csv");
        File.WriteAllText(path + ".part", "entity,t,flow\npump-000,yesterday,1\npump-000,tomorrow,2\n");
        File.Move(path + ".part", path);
    }

    /// <summary>Sets a threshold in the demo, as an operator does.</summary>
    public async Task ChangeAThresholdAsync()
    {
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.PutAsJsonAsync(
            new Uri($"http://127.0.0.1:{_demo}/api/v1/monitors/{Monitor}/thresholds"),
            new { level = "monitor", policy = "quantile", value = 0.9995, reason = "a test of its metric" },
            TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Asks until something is so; false where it never was.</summary>
    public static async Task<bool> WaitUntilAsync(Func<Task<bool>> isSo)
    {
        long start = Environment.TickCount64;
        while (!await isSo())
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
            {
                return false;
            }

            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        return true;
    }

    private static string Text(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Start(params string[] arguments) => _processes.Add(StreamAeProcess.StartIn(_folder.Root, arguments));

    private int StartFiles()
    {
        int port = ServerProcess.FreePort();
        _folder.Write("plant.yaml", $$"""
            monitor: {{BudgetMonitor}}
            training: {minRows: 288, historyRows: 1152, every: 3d, epochs: 20, minSteps: 200}
            cohort: {minRows: 600, maxRows: 2000}
            threshold: {budget: 2}
            """);
        Directory.CreateDirectory(_folder.At("in"));
        using (var writer = new StreamWriter(_folder.At("in/good.csv")))
        {
            SimulationCsv.Write(new PumpStream(seed: 5, Pumps), writer, 0, Rows);
        }

        _folder.Write("service.yaml", $$"""
            data: state
            monitors: [plant.yaml]
            sources: [{name: files, kind: files, paths: ["in/*.csv"], follow: true}]
            sinks: [{kind: log, path: alerts.jsonl}]
            runtime: {memory: 64MiB, pollRows: 100}
            compute: simd
            health: {port: {{port}}}
            telemetry: {endpoint: "{{_receiver!.Url}}", protocol: http, traces: 1, interval: 1s}
            """);
        Start("run", "--config", "service.yaml");
        return port;
    }

    /// <summary>With the routes that ship, its receivers given an address here.</summary>
    private int StartAlertmanager()
    {
        int port = ServerProcess.FreePort();
        string? program = InstalledProgram.Find(AlertmanagerProgram);
        if (program is null)
        {
            NoAlertmanager = $"There is no {AlertmanagerProgram} here. On Debian: apt-get install {AlertmanagerProgram}";
            return port;
        }

        string shipped = Repository.PathTo("deploy", "alertmanager", "alertmanager.yaml");
        string routes = File.Exists(shipped)
            ? File.ReadAllText(shipped).Replace("group_wait: 30s", "group_wait: 1s", StringComparison.Ordinal)
            : "route: {receiver: nowhere, group_wait: 1s, routes: [{receiver: chat, matchers: [severity=\"warning\"]}]}\nreceivers:\n  - name: nowhere\n  - name: chat\n";
        foreach (string receiver in new[] { "pager", "chat" })
        {
            routes = routes.Replace(
                $"  - name: {receiver}\n", $"  - name: {receiver}\n    webhook_configs: [{{url: \"{_receiver!.Url}{receiver}\"}}]\n", StringComparison.Ordinal);
        }

        _alertmanager = new ServerProcess(
            program,
            _folder.Root,
            $"--config.file={_folder.Write("alertmanager.yaml", routes)}",
            $"--storage.path={_folder.At("alertmanager")}",
            $"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=");
        return port;
    }
}
