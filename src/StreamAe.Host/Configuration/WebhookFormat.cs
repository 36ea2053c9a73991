namespace StreamAe.Host.Configuration;

/// <summary>What a webhook posts.</summary>
internal enum WebhookFormat
{
    /// <summary>One alert a request, as JSON or as a template makes it.</summary>
    Json,

    /// <summary>To Prometheus Alertmanager, version 2 of its API.</summary>
    Alertmanager,
}
