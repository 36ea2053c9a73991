using Confluent.Kafka;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Kafka.Producing;

/// <summary>Alerts into a topic: keyed by entity, headers <c>id</c>, <c>monitor</c> and <c>severity</c>.</summary>
public sealed class KafkaAlertSink : IAlertSink
{
    private readonly TopicWriter _writer;
    private readonly Func<Alert, byte[]> _encode;

    /// <param name="encode">The message's value.</param>
    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaSinkException">A property is one that the sink relies on, or the client refuses it.</exception>
    public KafkaAlertSink(KafkaProducers producers, KafkaSinkOptions options, Func<Alert, byte[]> encode)
    {
        ArgumentNullException.ThrowIfNull(producers);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _writer = new TopicWriter(producers, options);
        _encode = encode;
    }

    public string Name => _writer.Name;

    public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alerts);
        return _writer.WriteAsync([.. alerts.Select(Encode)], cancellationToken);
    }

    private Message<byte[], byte[]> Encode(Alert alert) => new()
    {
        Key = MessageHeader.Bytes(alert.Entity),
        Value = _encode(alert),
        Headers =
        [
            new Header(MessageHeader.Id, MessageHeader.Bytes(alert.Id)),
            new Header(MessageHeader.Monitor, MessageHeader.Bytes(alert.Monitor)),
            new Header(MessageHeader.Severity, MessageHeader.Bytes(alert.Severity.ToString().ToLowerInvariant())),
        ],
    };
}
