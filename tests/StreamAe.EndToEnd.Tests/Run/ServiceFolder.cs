using System.Text.Json;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.EndToEnd.Tests.Run;

/// <summary>A service in a folder of its own: a monitor, three files of a simulated stream, alerts to the console and to a file.</summary>
internal sealed class ServiceFolder : IDisposable
{
    public const int Rows = 9000;
    private const int Pumps = 3;
    private const int Files = 3;

    private readonly TestFolder _folder = new();

    public ServiceFolder(bool follow = false)
    {
        // Trained anew every few simulated days, so that interruptions fall between, before and within trainings.
        _folder.Write(
            "pumps.yaml",
            """
            monitor: pumps
            training: {minRows: 288, historyRows: 1152, every: 3d, epochs: 20, minSteps: 200}
            cohort: {minRows: 600, maxRows: 2000}
            alert: {m: 1, n: 1}
            """);

        // Little may be under way at once: what is stopped in the middle is then near the alert that the test saw.
        _folder.Write(
            "service.yaml",
            $$"""
            data: state
            monitors: [pumps.yaml]
            sources: [{name: plant, kind: files, paths: ["in/*.csv"], follow: {{(follow ? "true" : "false")}}}]
            sinks: [{kind: console}, {kind: log, path: alerts.jsonl}]
            runtime: {shards: 2, pollRows: 100, pollsInFlight: 2, training: inline}
            compute: simd
            commit: {linger: 0ms, maxEvents: 1}
            """);
        Stream = new PumpStream(seed: 5, Pumps);
        for (int file = 0; file < Files; file++)
        {
            WriteRows($"in/{file}.csv", file * Rows / Files, (file + 1) * Rows / Files);
        }
    }

    public string Root => _folder.Root;

    private PumpStream Stream { get; }

    public string At(string name) => _folder.At(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Writes rows of the stream to a file that appears whole.</summary>
    public void WriteRows(string name, long from, long to)
    {
        string path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var writer = new StreamWriter(path + ".part"))
        {
            SimulationCsv.Write(Stream, writer, from, to, cancellationToken: TestContext.Current.CancellationToken);
        }

        File.Move(path + ".part", path);
    }

    public StreamAeProcess Start(params string[] arguments) =>
        StreamAeProcess.StartIn(Root, ["run", "--config", "service.yaml", .. arguments]);

    /// <summary>Runs to the end and expects success.</summary>
    public async Task<Summary> RunAsync()
    {
        using StreamAeProcess process = Start("--json");
        return Summary.Of(await process.WaitForExitAsync());
    }

    /// <summary>The lines of the alert file, complete ones.</summary>
    public string[] Alerts() => File.Exists(At("alerts.jsonl")) ? File.ReadAllLines(At("alerts.jsonl")) : [];

    public static string IdOf(string alert)
    {
        using JsonDocument document = JsonDocument.Parse(alert);
        return document.RootElement.GetProperty("id").GetString()!;
    }

    public void Dispose() => _folder.Dispose();
}
