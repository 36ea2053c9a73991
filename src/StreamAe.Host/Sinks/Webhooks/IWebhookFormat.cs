using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Sinks.Webhooks;

/// <summary>What a webhook posts.</summary>
internal interface IWebhookFormat
{
    /// <summary>Alerts in one request.</summary>
    int MostAlerts { get; }

    string ContentType { get; }

    /// <summary>The body for one to <see cref="MostAlerts"/> alerts.</summary>
    byte[] Write(IReadOnlyList<Alert> alerts);
}
