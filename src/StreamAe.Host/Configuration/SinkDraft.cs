using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Configuration;

/// <summary>A sink as it stands in the file: the keys of every kind.</summary>
internal sealed record SinkDraft
{
    private static readonly LogSinkConfiguration Log = new();
    private static readonly WebhookSinkConfiguration Webhook = new();

    public string Kind { get; init; } = "";

    public string? Name { get; init; }

    public IReadOnlyList<string>? Monitors { get; init; }

    public AlertSeverity MinSeverity { get; init; }

    public TimeSpan? Incidents { get; init; }

    public IncidentAlerts PerIncident { get; init; }

    public SinkContent Content { get; init; }

    public string Path { get; init; } = "";

    public long MaxBytes { get; init; } = Log.MaxBytes;

    public int Keep { get; init; } = Log.Keep;

    public IReadOnlyList<string> Brokers { get; init; } = [];

    public string? Topic { get; init; }

    public IReadOnlyDictionary<string, SecretText> Properties { get; init; } = new Dictionary<string, SecretText>();

    public SecretText? Url { get; init; }

    public WebhookFormat Format { get; init; }

    public AlertTemplate? Template { get; init; }

    public IReadOnlyDictionary<string, SecretText> Headers { get; init; } = new Dictionary<string, SecretText>();

    public TimeSpan Timeout { get; init; } = Webhook.Timeout;

    public TimeSpan ActiveFor { get; init; } = Webhook.ActiveFor;

    public string? GeneratorUrl { get; init; }

    /// <summary>The configuration it stands for, where it is complete.</summary>
    public SinkConfiguration ToConfiguration() => Kind switch
    {
        SinkKeys.LogKind => new LogSinkConfiguration
        {
            Name = Name,
            Monitors = Monitors ?? [],
            MinSeverity = MinSeverity,
            Incidents = Incidents,
            PerIncident = PerIncident,
            Content = Content,
            Path = Path,
            MaxBytes = MaxBytes,
            Keep = Keep,
        },
        SinkKeys.KafkaKind => new KafkaSinkConfiguration
        {
            Name = Name,
            Monitors = Monitors ?? [],
            MinSeverity = MinSeverity,
            Incidents = Incidents,
            PerIncident = PerIncident,
            Content = Content,
            Brokers = Brokers,
            Topic = Topic!,
            Properties = Properties,
        },
        SinkKeys.WebhookKind => new WebhookSinkConfiguration
        {
            Name = Name,
            Monitors = Monitors ?? [],
            MinSeverity = MinSeverity,
            Incidents = Incidents,
            PerIncident = PerIncident,
            Url = Url!,
            Format = Format,
            Template = Template,
            Headers = Headers,
            Timeout = Timeout,
            ActiveFor = ActiveFor,
            GeneratorUrl = GeneratorUrl,
        },
        _ => new ConsoleSinkConfiguration
        {
            Name = Name,
            Monitors = Monitors ?? [],
            MinSeverity = MinSeverity,
            Incidents = Incidents,
            PerIncident = PerIncident,
        },
    };

    public static SinkDraft Of(SinkConfiguration sink)
    {
        var draft = new SinkDraft
        {
            Kind = SinkKeys.ConsoleKind,
            Name = sink.Name,
            Monitors = sink.Monitors,
            MinSeverity = sink.MinSeverity,
            Incidents = sink.Incidents,
            PerIncident = sink.PerIncident,
            Content = sink.Content,
        };
        return sink switch
        {
            LogSinkConfiguration log => draft with { Kind = SinkKeys.LogKind, Path = log.Path, MaxBytes = log.MaxBytes, Keep = log.Keep },
            KafkaSinkConfiguration kafka => draft with
            {
                Kind = SinkKeys.KafkaKind,
                Brokers = kafka.Brokers,
                Topic = kafka.Topic,
                Properties = kafka.Properties,
            },
            WebhookSinkConfiguration webhook => draft with
            {
                Kind = SinkKeys.WebhookKind,
                Url = webhook.Url,
                Format = webhook.Format,
                Template = webhook.Template,
                Headers = webhook.Headers,
                Timeout = webhook.Timeout,
                ActiveFor = webhook.ActiveFor,
                GeneratorUrl = webhook.GeneratorUrl,
            },
            _ => draft,
        };
    }
}
