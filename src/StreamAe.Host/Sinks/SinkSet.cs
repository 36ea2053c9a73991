using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Sinks.Webhooks;
using StreamAe.Kafka.Producing;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>The sinks of a service, made from its configuration.</summary>
internal sealed class SinkSet : IDisposable
{
    private readonly ServiceConfiguration _configuration;
    private readonly TextWriter _console;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly UndeliveredAlerts _undelivered;
    private readonly KafkaProducers _producers;
    private readonly List<IAlertSink> _alerts = [];
    private readonly List<IRecordSink> _records = [];
    private readonly List<IDisposable> _owned = [];

    public SinkSet(ServiceConfiguration configuration, TextWriter console, TimeProvider time, ILoggerFactory loggers)
    {
        _configuration = configuration;
        _console = console;
        _time = time;
        _loggers = loggers;
        _producers = new KafkaProducers(time, loggers.CreateLogger<KafkaProducers>());
        _undelivered = new UndeliveredAlerts(Path.Combine(configuration.Data, UndeliveredAlerts.FileName));
        foreach (SinkConfiguration sink in configuration.Sinks)
        {
            if (sink.Content == SinkContent.Alerts)
            {
                _alerts.Add(new FilteredSink(CreateAlertSink(sink), sink.Filter, sink.Incidents));
            }
            else
            {
                _records.Add(CreateRecordSink(sink));
            }
        }

        foreach (KafkaSource source in configuration.Monitors.Select(m => m.Source).OfType<KafkaSource>())
        {
            if (source.DeadLetterTopic is string topic && _records.TrueForAll(r => r.Name != DeadLetterSinkName(source, topic)))
            {
                _records.Add(new KafkaRecordSink(
                    _producers,
                    new KafkaSinkOptions
                    {
                        Name = DeadLetterSinkName(source, topic),
                        Brokers = string.Join(',', source.Brokers),
                        Topic = topic,
                        Properties = Reveal(KafkaProperties.OfAnyClient(source.Properties)),
                    }));
            }
        }
    }

    /// <summary>The sink of a source's messages that could not be read.</summary>
    public static string DeadLetterSinkName(KafkaSource source, string topic) => $"deadletters:{source.Name}:{topic}";

    public IReadOnlyList<IAlertSink> Alerts => _alerts;

    public IReadOnlyList<IRecordSink> Records => _records;

    /// <summary>What the runtime of a monitor must keep of its rows for the sinks.</summary>
    public KeptRows KeptRowsOf(string monitor) =>
        RecordSinksOf(monitor).Aggregate(KeptRows.None, (kept, sink) => kept | KeptRowsFor(sink.Content));

    /// <summary>New ones, for the runtime of a monitor alone.</summary>
    public IReadOnlyList<IRecordEncoder> CreateEncoders(string monitor)
    {
        List<IRecordEncoder> encoders = [.. RecordSinksOf(monitor).Select(sink => CreateEncoder(sink, monitor))];
        _owned.AddRange(encoders.OfType<IDisposable>());
        return encoders;
    }

    public void Dispose()
    {
        _owned.ForEach(o => o.Dispose());
        _producers.Dispose();
    }

    private static KeptRows KeptRowsFor(SinkContent content) => content switch
    {
        SinkContent.Denoised => KeptRows.Denoised,
        SinkContent.Latent => KeptRows.Latent,
        _ => KeptRows.None,
    };

    private static IRecordEncoder CreateEncoder(SinkConfiguration sink, string monitor) => sink.Content is SinkContent.Denoised or SinkContent.Latent
        ? new RowEncoder(sink.SinkName, monitor, KeptRowsFor(sink.Content))
        : new VerdictEncoder(sink.SinkName, monitor, anomalousOnly: sink.Content == SinkContent.Anomalies);

    private IEnumerable<SinkConfiguration> RecordSinksOf(string monitor) =>
        _configuration.Sinks.Where(s => s.Content != SinkContent.Alerts && (s.Monitors.Count == 0 || s.Monitors.Contains(monitor)));

    private IAlertSink CreateAlertSink(SinkConfiguration sink) => sink switch
    {
        ConsoleSinkConfiguration => new ConsoleSink(sink.SinkName, _console),
        LogSinkConfiguration log => new LogFileSink(log.SinkName, new LineFile(log.Path, log.MaxBytes, log.Keep)),
        WebhookSinkConfiguration webhook => CreateWebhook(webhook),
        KafkaSinkConfiguration kafka => new KafkaAlertSink(_producers, OptionsOf(kafka), AlertJson.WriteUtf8),
        _ => throw new InvalidOperationException($"No sink of alerts for a {sink.GetType().Name}."),
    };

    private IRecordSink CreateRecordSink(SinkConfiguration sink) => sink switch
    {
        LogSinkConfiguration log => new RecordLogSink(log.SinkName, new LineFile(log.Path, log.MaxBytes, log.Keep)),
        KafkaSinkConfiguration kafka => new KafkaRecordSink(_producers, OptionsOf(kafka)),
        _ => throw new InvalidOperationException($"No sink of records for a {sink.GetType().Name}."),
    };

    private static KafkaSinkOptions OptionsOf(KafkaSinkConfiguration kafka) => new()
    {
        Name = kafka.SinkName,
        Brokers = string.Join(',', kafka.Brokers),
        Topic = kafka.Topic,
        Properties = Reveal(kafka.Properties),
    };

    private static Dictionary<string, string> Reveal(IEnumerable<KeyValuePair<string, SecretText>> properties) =>
        properties.ToDictionary(p => p.Key, p => p.Value.Reveal(), StringComparer.Ordinal);

    private WebhookSink CreateWebhook(WebhookSinkConfiguration webhook)
    {
        bool isAlertmanager = webhook.Format == WebhookFormat.Alertmanager;
        var url = new Uri(webhook.Url.Reveal());
        var target = new WebhookTarget(
            isAlertmanager ? AlertmanagerFormat.EndpointOf(url) : url,
            webhook.Headers.ToDictionary(h => h.Key, h => h.Value.Reveal(), StringComparer.OrdinalIgnoreCase),
            webhook.Timeout);
        IWebhookFormat format = isAlertmanager
            ? new AlertmanagerFormat(webhook.ActiveFor, webhook.GeneratorUrl ?? "", _time)
            : new JsonFormat(webhook.Template);
        var sink = new WebhookSink(webhook.SinkName, format, new WebhookClient(target, _time), _undelivered, _loggers.CreateLogger<WebhookSink>());
        _owned.Add(sink);
        return sink;
    }
}
