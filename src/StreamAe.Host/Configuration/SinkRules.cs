using System.Net.Http.Headers;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>What sinks must be beyond what each key says: distinct, of monitors that exist, without keys that contradict each other.</summary>
internal sealed class SinkRules(string folder, ReadContext context)
{
    /// <param name="monitors">The names there are; null where not all of them are known.</param>
    /// <param name="runtime">A cluster keeps no rows beside their verdicts.</param>
    public void Check(IReadOnlyList<Placed<SinkConfiguration>> sinks, IReadOnlyCollection<string>? monitors, RuntimeKind runtime)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var files = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Placed<SinkConfiguration> sink in sinks)
        {
            CheckName(sink, names);
            CheckMonitors(sink, monitors);
            if (sink.Value is { MinSeverity: not AlertSeverity.Minor, Content: not SinkContent.Alerts })
            {
                Refuse(sink, "minSeverity", "is for alerts, and this sink gets none", "remove it, or write content: anomalies to have fewer records");
            }

            CheckIncidents(sink);
            if (runtime == RuntimeKind.Orleans && sink.Value.Content is (SinkContent.Denoised or SinkContent.Latent))
            {
                Refuse(sink, "content", "is not to be had with runtime.kind: orleans", "write content: verdicts, or runtime: {kind: local}");
            }

            if (sink.Value is LogSinkConfiguration log)
            {
                CheckFile(sink, log, files);
            }
            else if (sink.Value is WebhookSinkConfiguration webhook)
            {
                CheckWebhook(sink, webhook);
            }
        }
    }

    private void CheckIncidents(Placed<SinkConfiguration> sink)
    {
        if (sink.Value is { Incidents: not null, Content: not SinkContent.Alerts })
        {
            Refuse(sink, "incidents", "is for alerts, and this sink gets none", "remove it");
        }

        if (sink.Value is { Incidents: null, PerIncident: IncidentAlerts.First })
        {
            Refuse(sink, "perIncident", "needs incidents, which says when one is over", "write incidents: 10m");
        }
    }

    /// <summary>The outbox is kept by sink name, so two sinks of one name would each get half of the alerts.</summary>
    private void CheckName(Placed<SinkConfiguration> sink, Dictionary<string, int> lines)
    {
        string name = sink.Value.SinkName;
        if (lines.TryAdd(name, sink.Node.Line))
        {
            return;
        }

        (string key, string remedy) = sink.Value switch
        {
            { Name: not null } => ("name", "give one of them another"),
            LogSinkConfiguration => ("path", "give the file another name (its folder does not count), or the sink a name:"),
            KafkaSinkConfiguration => ("topic", "name another topic, or give the sink a name:"),
            WebhookSinkConfiguration => ("url", "give the sink a name:"),
            _ => ("kind", "keep one of the two, or give it a name:"),
        };
        RefuseUnseen(sink, key, $"makes a second sink {name} beside the one of line {lines[name]}", remedy);
    }

    private void CheckMonitors(Placed<SinkConfiguration> sink, IReadOnlyCollection<string>? monitors)
    {
        for (int i = 0; monitors is not null && i < sink.Value.Monitors.Count; i++)
        {
            string name = sink.Value.Monitors[i];
            if (!monitors.Contains(name))
            {
                string? near = NearestWord.Find(name, monitors);
                context.Refuse(
                    context.Given($"{sink.Path}.monitors")!.Items[i],
                    $"{sink.Path}.monitors[{i}]",
                    "is no monitor of this service",
                    near is null ? $"the monitors are {string.Join(", ", monitors)}" : $"did you mean {near}?");
            }
        }
    }

    /// <summary>Two sinks would rename the file under each other.</summary>
    private void CheckFile(Placed<SinkConfiguration> sink, LogSinkConfiguration log, Dictionary<string, int> lines)
    {
        string path = Path.GetFullPath(Path.Combine(folder, log.Path));
        if (Path.GetFileName(path).Length == 0 || Directory.Exists(path))
        {
            Refuse(sink, "path", "is a folder", "name a file in it");
        }
        else if (!lines.TryAdd(path, sink.Node.Line) && log.Name is not null)
        {
            Refuse(sink, "path", $"is the file of the sink of line {lines[path]} too", "give each sink its own file");
        }
    }

    private void CheckWebhook(Placed<SinkConfiguration> sink, WebhookSinkConfiguration webhook)
    {
        if (!Uri.TryCreate(webhook.Url.Reveal(), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            RefuseUnseen(sink, "url", "must be an address that begins with http:// or https:// and a host", "write it as https://example.com/hook");
        }
        else if (url.UserInfo.Length > 0)
        {
            RefuseUnseen(
                sink, "url", "holds a user or a password, which is not sent from there", "remove them and write headers: {Authorization: \"Basic ${env:CREDENTIALS}\"}");
        }

        bool isAlertmanager = webhook.Format == WebhookFormat.Alertmanager;
        foreach (string key in (string[])(isAlertmanager ? ["template"] : ["activeFor", "generatorUrl"]))
        {
            if (context.Given($"{sink.Path}.{key}") is not null)
            {
                RefuseUnseen(
                    sink,
                    key,
                    $"belongs to format: {(isAlertmanager ? "json" : "alertmanager")}, and this is format: {(isAlertmanager ? "alertmanager" : "json")}",
                    $"remove {key}, or change format");
            }
        }

        if (webhook.GeneratorUrl is string link && !(Uri.TryCreate(link, UriKind.Absolute, out Uri? target) && target.Scheme is "http" or "https"))
        {
            Refuse(sink, "generatorUrl", "must be an address that begins with http:// or https://", "write it as https://example.com/");
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, SecretText value) in webhook.Headers)
        {
            CheckHeader(sink, name, value.Reveal());
            if (!names.Add(name))
            {
                RefuseUnseen(sink, $"headers.{name}", "repeats a header: capitals do not count", "keep one of the two");
            }
        }
    }

    private void CheckHeader(Placed<SinkConfiguration> sink, string name, string value)
    {
        string? problem = null;
        if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
        {
            problem = MediaTypeHeaderValue.TryParse(value, out _) ? null : "must be a media type such as application/json";
        }
        else if (!IsToken(name))
        {
            problem = "is no name of a header: letters, digits and !#$%&'*+-.^_`|~";
        }
        else if (Reserved.Contains(name))
        {
            problem = "is set by the request itself";
        }
        else if (value.Any(c => c is < ' ' or > '~'))
        {
            problem = "must have a value of printable ASCII characters on one line";
        }

        if (problem is not null)
        {
            RefuseUnseen(sink, $"headers.{name}", problem, "correct or remove it");
        }
    }

    private static readonly HashSet<string> Reserved = new(
        ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Idempotency-Key", "Expect", "Upgrade", "Trailer"], StringComparer.OrdinalIgnoreCase);

    private static bool IsToken(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    private void Refuse(Placed<SinkConfiguration> sink, string key, string rule, string remedy) =>
        context.Refuse(context.Given($"{sink.Path}.{key}") ?? sink.Node, $"{sink.Path}.{key}", rule, remedy);

    /// <summary>Without the value: it may be long, or a secret.</summary>
    private void RefuseUnseen(Placed<SinkConfiguration> sink, string key, string rule, string remedy)
    {
        var node = context.Given($"{sink.Path}.{key}") ?? sink.Node;
        context.Errors.Add(node.Line, node.Column, $"{sink.Path}.{key}", "", rule, remedy);
    }
}
