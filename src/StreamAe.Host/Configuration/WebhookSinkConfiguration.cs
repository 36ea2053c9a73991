using StreamAe.Host.Sinks.Webhooks;

namespace StreamAe.Host.Configuration;

/// <summary>Alerts as HTTP requests.</summary>
internal sealed record WebhookSinkConfiguration : SinkConfiguration
{
    /// <summary>Where to post; of Alertmanager its base. Required.</summary>
    public SecretText Url { get; init; } = new("", "");

    /// <summary>Default json.</summary>
    public WebhookFormat Format { get; init; }

    /// <summary>The body of format json; null for the alert's JSON. Default null.</summary>
    public AlertTemplate? Template { get; init; }

    /// <summary>Sent with every request. Default none.</summary>
    public IReadOnlyDictionary<string, SecretText> Headers { get; init; } = new Dictionary<string, SecretText>();

    /// <summary>Longest wait for an answer. Default 10 s; range 100 ms to 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an alert stays active in Alertmanager after it was sent. Default 1 h; range 1 min to 30 d.</summary>
    public TimeSpan ActiveFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where Alertmanager's page links to. Default null: nowhere.</summary>
    public string? GeneratorUrl { get; init; }

    protected override string Kind => SinkKeys.WebhookKind;

    /// <summary>The host and its port: the rest of an address may be a secret.</summary>
    protected override string NaturalName => Uri.TryCreate(Url.Reveal(), UriKind.Absolute, out Uri? url) ? url.Authority : "";
}
