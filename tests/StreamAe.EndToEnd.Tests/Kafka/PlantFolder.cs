namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>A service on a topic, in a folder of its own: readings in, verdicts and alerts out, all on one broker.</summary>
internal sealed class PlantFolder : IDisposable
{
    public const string Readings = "readings";
    public const string Verdicts = "verdicts";
    public const string Alerts = "alerts";
    public const string DeadLetters = "dead";

    private readonly TestFolder _folder = new();

    /// <param name="store">The lines of a <c>store:</c> key, or nothing for the embedded one.</param>
    /// <param name="sinks">More sinks, one YAML list entry a line.</param>
    /// <param name="runtime">Keys of <c>runtime:</c> in braces.</param>
    /// <param name="sinkProperties">librdkafka's, in braces, of the sinks of verdicts and alerts.</param>
    public PlantFolder(
        string brokers,
        string store = "",
        string sinks = "",
        string runtime = "{shards: 2, pollRows: 500}",
        string name = "service.yaml",
        string sinkProperties = "{}")
    {
        // Models come and are replaced within seconds, so that kills fall before, within and after trainings.
        _folder.Write(
            "plant.yaml",
            """
            monitor: plant
            entity: pump
            time: t
            features: [flow, pressure, current]
            training: {minRows: 80, historyRows: 160, every: 120s, epochs: 3, minSteps: 30}
            cohort: {minRows: 400, maxRows: 800}
            threshold: {quantile: 0.99}
            alert: {m: 1, n: 1, cooldown: 0s}
            data: {silenceFactor: 0}
            """);
        WriteService(name, brokers, store, sinks, runtime, sinkProperties: sinkProperties);
    }

    public string Root => _folder.Root;

    public string At(string name) => _folder.At(name);

    /// <summary>Another configuration of the same service. Runs are held against each other, so no device that this machine may have scores.</summary>
    public void WriteService(
        string name,
        string brokers,
        string store = "",
        string sinks = "",
        string runtime = "{shards: 2, pollRows: 500}",
        string data = "state",
        string sinkProperties = "{}",
        int sessionMs = 6000) =>
        _folder.Write(
            name,
            $$"""
            data: {{data}}
            monitors: [plant.yaml]
            {{store}}
            sources:
              - name: plant
                kind: kafka
                brokers: [{{brokers}}]
                topics: [{{Readings}}]
                group: plant
                deadLetterTopic: {{DeadLetters}}
                properties: {session.timeout.ms: "{{sessionMs}}", heartbeat.interval.ms: "500"}
            sinks:
              - {kind: kafka, brokers: [{{brokers}}], topic: {{Alerts}}, properties: {{sinkProperties}}}
              - {kind: kafka, brokers: [{{brokers}}], topic: {{Verdicts}}, content: verdicts, properties: {{sinkProperties}}}
            {{sinks}}
            runtime: {{runtime}}
            compute: simd
            commit: {linger: 50ms}
            """);

    public StreamAeProcess Start(string config = "service.yaml", params string[] arguments) =>
        StreamAeProcess.StartIn(Root, ["run", "--config", config, .. arguments]);

    /// <param name="launcher">A command that becomes the process, with its arguments; none for the process itself.</param>
    public StreamAeProcess StartUnder(IReadOnlyList<string> launcher, string config) =>
        StreamAeProcess.StartUnder(launcher, Root, new Dictionary<string, string>(), ["run", "--config", config]);

    public void Dispose() => _folder.Dispose();
}
