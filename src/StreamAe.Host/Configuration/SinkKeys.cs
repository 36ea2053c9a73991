using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The table of all keys of a sink; defaults are those of the sink records.</summary>
internal static class SinkKeys
{
    public const string ConsoleKind = "console";
    public const string LogKind = "log";
    public const string KafkaKind = "kafka";
    public const string WebhookKind = "webhook";

    private const int MostEntries = 1000;
    private const int MostHeaders = 100;

    /// <summary>Of Kafka.</summary>
    private const int LongestTopic = 249;
    private const int LongestTemplate = 100_000;
    private const int LongestSecret = 10_000;

    private static readonly TextForm Text = new(1000);
    private static readonly SecretTextForm Secret = new(LongestSecret);

    public static KindForm<SinkDraft, SinkConfiguration> Form { get; } = new(
        new MappingForm<SinkDraft>(new SinkDraft(), [.. OfEveryKind(), .. OfFiles(), .. OfKafka(), .. OfWebhooks()]),
        [
            new KindRule(ConsoleKind, [], []),
            new KindRule(LogKind, [("path", "alerts.jsonl")], ["content", "maxBytes", "keep"]),
            new KindRule(KafkaKind, [("brokers", "broker:9092"), ("topic", "alerts")], ["content", "properties"]),
            new KindRule(
                WebhookKind, [("url", "https://example.com/hook")], ["format", "template", "headers", "timeout", "activeFor", "generatorUrl"]),
        ],
        draft => draft.Kind,
        draft => draft.ToConfiguration(),
        SinkDraft.Of);

    private static Key<SinkDraft>[] OfEveryKind() =>
    [
        new TypedKey<SinkDraft, string>(
            "kind",
            new ChoiceForm<string>((ConsoleKind, ConsoleKind), (LogKind, LogKind), (KafkaKind, KafkaKind), (WebhookKind, WebhookKind)),
            s => s.Kind,
            (s, v) => s with { Kind = v })
        {
            IsRequired = true,
            Summary = "A line an alert on standard output, a JSON line in a file, a message to a Kafka topic, or an HTTP request",
        },
        new TypedKey<SinkDraft, string?>("name", new OptionalForm<string>(new TextForm(100, identifier: true)), s => s.Name, (s, v) => s with { Name = v })
        {
            Summary = "What is not yet taken is kept under it; without one under the file's name, the topic or the host",
        },
        new TypedKey<SinkDraft, IReadOnlyList<string>?>(
            "monitors",
            new OptionalForm<IReadOnlyList<string>>(new ListForm<string>(Text, 1, MostEntries, ("monitor", v => v))),
            s => s.Monitors,
            (s, v) => s with { Monitors = v })
        {
            Summary = "Only of these monitors; all without it",
        },
        new TypedKey<SinkDraft, AlertSeverity>(
            "minSeverity",
            new ChoiceForm<AlertSeverity>(("minor", AlertSeverity.Minor), ("major", AlertSeverity.Major), ("critical", AlertSeverity.Critical)),
            s => s.MinSeverity,
            (s, v) => s with { MinSeverity = v })
        {
            Summary = "Only alerts as improbable as this: major from a surprise of 5 on, critical from 8",
        },
        new TypedKey<SinkDraft, TimeSpan?>(
            "incidents",
            SharedForms.OrWord("none", new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(365))),
            s => s.Incidents,
            (s, v) => s with { Incidents = v })
        {
            Summary = "Alerts carry the incident they belong to: those of a monitor whose trouble began within so long of the last one, as streamae alerts list --incidents groups them",
            Raising = "makes fewer, longer incidents",
        },
        new TypedKey<SinkDraft, IncidentAlerts>(
            "perIncident",
            new ChoiceForm<IncidentAlerts>(("all", IncidentAlerts.All), ("first", IncidentAlerts.First)),
            s => s.PerIncident,
            (s, v) => s with { PerIncident = v })
        {
            Summary = "All alerts of an incident, or the one that opens it and each that is more severe than all before it",
        },
        new TypedKey<SinkDraft, SinkContent>(
            "content",
            new ChoiceForm<SinkContent>(
                ("alerts", SinkContent.Alerts),
                ("verdicts", SinkContent.Verdicts),
                ("anomalies", SinkContent.Anomalies),
                ("denoised", SinkContent.Denoised),
                ("latent", SinkContent.Latent)),
            s => s.Content,
            (s, v) => s with { Content = v })
        {
            Summary = "Alerts; a verdict for every observation, or only those that are anomalous; every scored row as the model reconstructs it, or its code",
        },
    ];

    private static Key<SinkDraft>[] OfFiles() =>
    [
        new TypedKey<SinkDraft, string>("path", Text, s => s.Path, (s, v) => s with { Path = v })
        {
            Summary = "The file, relative to this one; lines are appended",
        },
        new TypedKey<SinkDraft, long>("maxBytes", new IntegerForm<long>(1024, 1L << 40), s => s.MaxBytes, (s, v) => s with { MaxBytes = v })
        {
            Summary = "A line that would make the file larger begins the next one; alerts.jsonl becomes alerts.1.jsonl then, and so on",
            Unit = "bytes",
            Raising = "makes fewer, larger files",
        },
        new TypedKey<SinkDraft, int>("keep", new IntegerForm<int>(2, 10_000), s => s.Keep, (s, v) => s with { Keep = v })
        {
            Summary = "Most files, the one in use among them; the oldest is removed",
            Unit = "files",
            Raising = "takes more disk",
        },
    ];

    private static Key<SinkDraft>[] OfKafka() =>
    [
        new TypedKey<SinkDraft, IReadOnlyList<string>>("brokers", BrokerForm.OneOrMore, s => s.Brokers, (s, v) => s with { Brokers = v })
        {
            Summary = "Some of the cluster's brokers; the others are learnt from them",
        },
        new TypedKey<SinkDraft, string?>(
            "topic", new OptionalForm<string>(new TextForm(LongestTopic, identifier: true)), s => s.Topic, (s, v) => s with { Topic = v })
        {
            Summary = "Where the messages go, keyed by entity",
        },
        new TypedKey<SinkDraft, IReadOnlyDictionary<string, SecretText>>(
            "properties",
            new EntriesForm<SecretText>(Text, Secret, MostEntries, "security.protocol: sasl_ssl"),
            s => s.Properties,
            (s, v) => s with { Properties = v })
        {
            Summary = "Further settings of the producer, by the names of librdkafka",
        },
    ];

    private static Key<SinkDraft>[] OfWebhooks() =>
    [
        new TypedKey<SinkDraft, SecretText?>("url", new OptionalForm<SecretText>(Secret), s => s.Url, (s, v) => s with { Url = v })
        {
            Summary = "Where to post, http or https; of Alertmanager its base",
        },
        new TypedKey<SinkDraft, WebhookFormat>(
            "format",
            new ChoiceForm<WebhookFormat>(("json", WebhookFormat.Json), ("alertmanager", WebhookFormat.Alertmanager)),
            s => s.Format,
            (s, v) => s with { Format = v })
        {
            Summary = "One request an alert with its JSON or a template, or what Prometheus Alertmanager takes",
        },
        new TypedKey<SinkDraft, Sinks.Webhooks.AlertTemplate?>(
            "template",
            new OptionalForm<Sinks.Webhooks.AlertTemplate>(new AlertTemplateForm(LongestTemplate)),
            s => s.Template,
            (s, v) => s with { Template = v })
        {
            Summary = "The body of format json, with places for parts of an alert",
        },
        new TypedKey<SinkDraft, IReadOnlyDictionary<string, SecretText>>(
            "headers",
            new EntriesForm<SecretText>(Text, Secret, MostHeaders, "Authorization: Bearer ${env:TOKEN}"),
            s => s.Headers,
            (s, v) => s with { Headers = v })
        {
            Summary = "Sent with every request",
        },
        new TypedKey<SinkDraft, TimeSpan>(
            "timeout",
            new DurationForm(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), milliseconds: true),
            s => s.Timeout,
            (s, v) => s with { Timeout = v })
        {
            Summary = "Longest wait for an answer",
            Raising = "bears with slower ones",
        },
        new TypedKey<SinkDraft, TimeSpan>(
            "activeFor", new DurationForm(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)), s => s.ActiveFor, (s, v) => s with { ActiveFor = v })
        {
            Summary = "How long an alert stays active in Alertmanager after it was sent",
            Raising = "keeps alerts that nobody looked at in sight",
        },
        new TypedKey<SinkDraft, string?>("generatorUrl", new OptionalForm<string>(Text), s => s.GeneratorUrl, (s, v) => s with { GeneratorUrl = v })
        {
            Summary = "Where Alertmanager's page links to",
        },
    ];
}
