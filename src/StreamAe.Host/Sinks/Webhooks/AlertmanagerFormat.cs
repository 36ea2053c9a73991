using System.Buffers;
using System.Globalization;
using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>
/// The body of Alertmanager's <c>POST /api/v2/alerts</c>. Labels tell alerts apart there: monitor, entity, severity and kind are labels, so
/// that the same alert sent again, and the next one of the same trouble, prolong one alert; figures and the id are annotations. Alertmanager
/// knows only the clock on the wall and drops what has ended: an alert starts at its event time, or now where that lies in the future, and
/// ends a while from now.
/// </summary>
/// <param name="activeFor">How long an alert stays active there after it was sent.</param>
/// <param name="generatorUrl">Where Alertmanager's page links to; empty for nowhere.</param>
internal sealed class AlertmanagerFormat(TimeSpan activeFor, string generatorUrl, TimeProvider time) : IWebhookFormat
{
    private const string Path = "/api/v2/alerts";

    public int MostAlerts => 100;

    public string ContentType => "application/json";

    /// <summary>Where to post, from where Alertmanager is: its path comes behind a prefix, as behind a proxy.</summary>
    public static Uri EndpointOf(Uri url)
    {
        var endpoint = new UriBuilder(url);
        string prefix = endpoint.Path.TrimEnd('/');
        endpoint.Path = prefix.EndsWith(Path, StringComparison.Ordinal) ? prefix : prefix + Path;
        return endpoint.Uri;
    }

    public byte[] Write(IReadOnlyList<Alert> alerts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            DateTime now = time.GetUtcNow().UtcDateTime;
            json.WriteStartArray();
            foreach (Alert alert in alerts)
            {
                Write(json, alert, now);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, Alert alert, DateTime now)
    {
        // Alertmanager takes the first instant of its calendar for none at all; nothing that is watched began before 1970.
        DateTime eventTime = EventTime.ToUtc(Math.Max(0, alert.EventTime));
        json.WriteStartObject();
        json.WriteStartObject("labels");
        json.WriteString("alertname", alert.Kind switch
        {
            AlertKind.Silence => "StreamAeSilence",
            AlertKind.Shift => "StreamAeShift",
            AlertKind.Stuck => "StreamAeStuck",
            AlertKind.Late => "StreamAeLate",
            _ => "StreamAeAnomaly",
        });
        json.WriteString("monitor", alert.Monitor);
        json.WriteString("entity", alert.Entity);
        json.WriteString("severity", AlertText.Word(alert.Severity));
        if (alert.Incident is not null)
        {
            // What a route groups by.
            json.WriteString("incident", alert.Incident.Id);
        }

        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteString("summary", AlertText.Summary(alert));
        json.WriteString("description", ConsoleSink.DescribeFeatures(alert));
        json.WriteString("id", alert.Id);
        json.WriteString("time", AlertText.Time(alert.EventTime));
        json.WriteString("since", AlertText.Time(alert.Since));
        json.WriteString("surprise", AlertText.Number(alert.Surprise));
        json.WriteString("modelVersion", alert.ModelVersion.ToString(CultureInfo.InvariantCulture));
        json.WriteString("provisional", alert.IsProvisional ? "true" : "false");
        json.WriteEndObject();
        json.WriteString("startsAt", eventTime < now ? eventTime : now);
        json.WriteString("endsAt", now + activeFor);
        if (generatorUrl.Length > 0)
        {
            json.WriteString("generatorURL", generatorUrl);
        }

        json.WriteEndObject();
    }
}
