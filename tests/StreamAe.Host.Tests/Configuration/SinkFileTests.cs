using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Tests.Configuration;

/// <summary>The sinks of a service configuration.</summary>
public sealed class SinkFileTests : IDisposable
{
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_EveryKind_HasItsKeysAndDefaults()
    {
        _folder.Write("token", "s3cret\n");
        IReadOnlyList<SinkConfiguration> sinks = Sinks(
            """
            sinks:
              - {kind: console, minSeverity: major, monitors: [a]}
              - {kind: log, path: out/v.jsonl, content: verdicts, maxBytes: 2048, keep: 3}
              - {kind: log, path: out/alerts.jsonl, name: kept, incidents: 1h, perIncident: first}
              - {kind: kafka, brokers: [one:9092, two:9092], topic: alerts}
              - {kind: kafka, brokers: "one:9092", topic: rows, content: denoised, properties: {sasl.password: "${file:token}"}}
              - {kind: webhook, url: "https://hooks.example/T0/${file:token}", template: '{"text":"{summary}"}', headers: {Authorization: "Bearer ${file:token}"}, timeout: 200ms}
              - {kind: webhook, url: "http://alertmanager:9093", format: alertmanager, activeFor: 2h, generatorUrl: "https://x.example/"}
            """);
        Assert.Equal(
            ["console", "log:v.jsonl", "log:kept", "kafka:alerts", "kafka:rows", "webhook:hooks.example", "webhook:alertmanager:9093"], sinks.Select(s => s.SinkName));
        Assert.Equal((AlertSeverity.Major, "a"), (sinks[0].MinSeverity, Assert.Single(sinks[0].Monitors)));
        var verdicts = Assert.IsType<LogSinkConfiguration>(sinks[1]);
        Assert.Equal((SinkContent.Verdicts, 2048, 3, Path.Combine(_folder.Root, "out/v.jsonl")), (verdicts.Content, verdicts.MaxBytes, verdicts.Keep, verdicts.Path));
        var alerts = Assert.IsType<LogSinkConfiguration>(sinks[2]);
        Assert.Equal((SinkContent.Alerts, 104_857_600, 10, AlertSeverity.Minor), (alerts.Content, alerts.MaxBytes, alerts.Keep, alerts.MinSeverity));
        Assert.Equal((TimeSpan.FromHours(1), IncidentAlerts.First), (alerts.Incidents, alerts.PerIncident));
        Assert.All(sinks.Where(s => s != alerts), s => Assert.Equal((null, IncidentAlerts.All), (s.Incidents, s.PerIncident)));
        var rows = Assert.IsType<KafkaSinkConfiguration>(sinks[4]);
        Assert.Equal((SinkContent.Denoised, "one:9092", "rows", "s3cret"), (rows.Content, rows.Brokers.Single(), rows.Topic, rows.Properties["sasl.password"].Reveal()));
        var hook = Assert.IsType<WebhookSinkConfiguration>(sinks[5]);
        Assert.Equal(("https://hooks.example/T0/s3cret", "Bearer s3cret", WebhookFormat.Json), (hook.Url.Reveal(), hook.Headers["Authorization"].Reveal(), hook.Format));
        Assert.Equal((TimeSpan.FromMilliseconds(200), true), (hook.Timeout, hook.Template!.IsJson));
        var manager = Assert.IsType<WebhookSinkConfiguration>(sinks[6]);
        Assert.Equal(
            (WebhookFormat.Alertmanager, TimeSpan.FromHours(2), "https://x.example/", TimeSpan.FromSeconds(10)),
            (manager.Format, manager.ActiveFor, manager.GeneratorUrl, manager.Timeout));
        Assert.DoesNotContain("s3cret", string.Join('\n', sinks));
    }

    [Theory]
    [InlineData("{kind: kafka, topic: t}", "sinks[0].brokers: is missing for kind: kafka; add brokers: broker:9092")]
    [InlineData("{kind: kafka, brokers: b:1, topic: a b}", "sinks[0].topic: a b must be 1 to 249 letters, digits, '.', '_' or '-' and begin with a letter or digit; give such a value")]
    [InlineData("{kind: webhook}", "sinks[0].url: is missing for kind: webhook; add url: https://example.com/hook")]
    [InlineData("{kind: console, content: verdicts}", "sinks[0].content: verdicts belongs to kind: log or kafka, and this is kind: console; remove content, or change kind")]
    [InlineData("{kind: log, path: x, keep: 1}", "sinks[0].keep: 1 must lie between 2 and 10,000; try 10")]
    [InlineData("{kind: log, path: x, maxBytes: 10}", "sinks[0].maxBytes: 10 must lie between 1,024 and 1,099,511,627,776; try 104857600")]
    [InlineData("{kind: log, path: in}", "sinks[0].path: in is a folder; name a file in it")]
    [InlineData("{kind: log, path: x, content: verdict}", "sinks[0].content: verdict must be alerts, verdicts, anomalies, denoised or latent; did you mean verdicts?")]
    [InlineData(
        "{kind: log, path: x, content: verdicts, incidents: 10m}",
        "sinks[0].incidents: 10m is for alerts, and this sink gets none; remove it")]
    [InlineData(
        "{kind: console, perIncident: first}",
        "sinks[0].perIncident: first needs incidents, which says when one is over; write incidents: 10m")]
    [InlineData(
        "{kind: log, path: x, content: verdicts, minSeverity: major}",
        "sinks[0].minSeverity: major is for alerts, and this sink gets none; remove it, or write content: anomalies to have fewer records")]
    [InlineData("{kind: console, monitors: [a, bb]}", "sinks[0].monitors[1]: bb is no monitor of this service; did you mean b?")]
    [InlineData("{kind: console, monitors: [zebra]}", "sinks[0].monitors[0]: zebra is no monitor of this service; the monitors are a, b")]
    [InlineData("{kind: console, monitors: []}", "sinks[0].monitors: a list has 0 entries and must be a list of 1 to 1,000 entries; write it as [a, b]")]
    [InlineData("{kind: console, minSeverity: fatal}", "sinks[0].minSeverity: fatal must be minor, major or critical; try minor")]
    [InlineData("{kind: webhook, url: example.com}", "sinks[0].url: must be an address that begins with http:// or https:// and a host; write it as https://example.com/hook")]
    [InlineData("{kind: webhook, url: \"ftp://example.com/\"}", "sinks[0].url: must be an address that begins with http:// or https:// and a host; write it as https://example.com/hook")]
    [InlineData(
        "{kind: webhook, url: \"http://me:s3cret@example.com/\"}",
        "sinks[0].url: holds a user or a password, which is not sent from there; remove them and write headers: {Authorization: \"Basic ${env:CREDENTIALS}\"}")]
    [InlineData(
        "{kind: webhook, url: \"http://x/\", format: alertmanager, template: x}",
        "sinks[0].template: belongs to format: json, and this is format: alertmanager; remove template, or change format")]
    [InlineData("{kind: webhook, url: \"http://x/\", activeFor: 1h}", "sinks[0].activeFor: belongs to format: alertmanager, and this is format: json; remove activeFor, or change format")]
    [InlineData("{kind: webhook, url: \"http://x/\", format: alertmanager, generatorUrl: x}", "sinks[0].generatorUrl: x must be an address that begins with http:// or https://; write it as https://example.com/")]
    [InlineData(
        "{kind: webhook, url: \"http://x/\", template: \"{sumary}\"}",
        "sinks[0].template: {sumary} has {sumary} in its line 1, which is no place of an alert; did you mean {summary}? Write {{sumary}} for the characters themselves")]
    [InlineData("{kind: webhook, url: \"http://x/\", headers: {\"a b\": x}}", "sinks[0].headers.a b: is no name of a header: letters, digits and !#$%&'*+-.^_`|~; correct or remove it")]
    [InlineData("{kind: webhook, url: \"http://x/\", headers: {a: \"x\\ny\"}}", "sinks[0].headers.a: must have a value of printable ASCII characters on one line; correct or remove it")]
    [InlineData("{kind: webhook, url: \"http://x/\", headers: {Host: x}}", "sinks[0].headers.Host: is set by the request itself; correct or remove it")]
    [InlineData("{kind: webhook, url: \"http://x/\", headers: {Content-Type: nothing}}", "sinks[0].headers.Content-Type: must be a media type such as application/json; correct or remove it")]
    [InlineData("{kind: webhook, url: \"http://x/\", headers: {a: x, A: y}}", "sinks[0].headers.A: repeats a header: capitals do not count; keep one of the two")]
    [InlineData("{kind: webhook, url: \"${env:STREAMAE_NO_SUCH}\"}", "sinks[0].url: refers to the environment variable STREAMAE_NO_SUCH, which is not set or empty; set it for this process, or correct the name")]
    public void Load_OneMistake_IsOneErrorThatSaysWhatToDo(string sink, string expected)
    {
        string error = Assert.Single(_folder.Errors($"{ServiceFolder.Valid}\nsinks: [{sink}]"));
        Assert.StartsWith("s.yaml:6:", error);
        Assert.Equal(expected, error[(error.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
    }

    [Theory]
    [InlineData("{kind: console}", "{kind: console}", "sinks[1].kind: makes a second sink console beside the one of line 7; keep one of the two, or give it a name:")]
    [InlineData(
        "{kind: kafka, brokers: a:1, topic: t}",
        "{kind: kafka, brokers: b:1, topic: t}",
        "sinks[1].topic: makes a second sink kafka:t beside the one of line 7; name another topic, or give the sink a name:")]
    [InlineData(
        "{kind: webhook, url: \"http://h/secret\"}",
        "{kind: webhook, url: \"http://h/other\"}",
        "sinks[1].url: makes a second sink webhook:h beside the one of line 7; give the sink a name:")]
    [InlineData("{kind: log, path: x, name: n}", "{kind: log, path: y, name: n}", "sinks[1].name: makes a second sink log:n beside the one of line 7; give one of them another")]
    [InlineData("{kind: log, path: x}", "{kind: log, path: ./x, name: n}", "sinks[1].path: ./x is the file of the sink of line 7 too; give each sink its own file")]
    public void Load_TwoThatClash_AreRefused(string first, string second, string expected)
    {
        string error = Assert.Single(_folder.Errors($"{ServiceFolder.Valid}\nsinks:\n  - {first}\n  - {second}\n"));
        Assert.StartsWith("s.yaml:8:", error);
        Assert.Equal(expected, error[(error.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
    }

    [Fact]
    public void Load_TwoOfAKindWithNames_AreBothThere() => Assert.Equal(
        ["webhook:one", "webhook:h"],
        Sinks("sinks: [{kind: webhook, url: \"http://h/1\", name: one}, {kind: webhook, url: \"http://h/2\"}]").Select(s => s.SinkName));

    /// <summary>What is no template within a block is found in its own line.</summary>
    [Fact]
    public void Load_TemplateOfSeveralLines_IsReadAndItsErrorHasALine()
    {
        const string Hook = "\nsinks:\n  - kind: webhook\n    url: http://x/\n    template: |\n      {\"text\": \"{summary}\",\n       \"who\": {PLACE}}\n";
        Assert.Empty(_folder.Errors(ServiceFolder.Valid + Hook.Replace("PLACE", "entity", StringComparison.Ordinal)));
        string error = Assert.Single(_folder.Errors(ServiceFolder.Valid + Hook.Replace("PLACE", "entitee", StringComparison.Ordinal)));
        Assert.Contains("has {entitee} in its line 2, which is no place of an alert; did you mean {entity}?", error);
    }

    private IReadOnlyList<SinkConfiguration> Sinks(string yaml)
    {
        ServiceFileResult result = _folder.Load($"{ServiceFolder.Valid}\n{yaml}");
        Assert.Empty(result.Errors);
        return result.Configuration!.Sinks;
    }
}
