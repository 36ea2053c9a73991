using System.Text;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>One alert a request: as its JSON, or as a template makes it.</summary>
/// <param name="template">Null for the alert's JSON.</param>
internal sealed class JsonFormat(AlertTemplate? template) : IWebhookFormat
{
    public int MostAlerts => 1;

    public string ContentType => template is { IsJson: false } ? "text/plain; charset=utf-8" : "application/json";

    public byte[] Write(IReadOnlyList<Alert> alerts) =>
        template is null ? AlertJson.WriteUtf8(alerts[0]) : Encoding.UTF8.GetBytes(template.Render(alerts[0]));
}
