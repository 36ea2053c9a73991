using Confluent.Kafka;
using StreamAe.Kafka.Native;
using StreamAe.Kafka.Producing;

namespace StreamAe.Kafka.Letters;

/// <summary>
/// Writes messages to the partition they came from again: key, value, headers and timestamp as they were, and which letter of which monitor it
/// is a copy of (<see cref="ReplayHeader"/>). To the same partition whatever the key says, because there an entity's other events are.
/// </summary>
public sealed class CopyWriter : IDisposable
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly IProducer<byte[]?, byte[]?> _producer;

    /// <param name="properties">How brokers are reached.</param>
    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaSinkException">A property is one that producers rely on, or the client refuses it.</exception>
    public CopyWriter(string name, string brokers, string topic, IReadOnlyDictionary<string, string> properties)
    {
        KafkaLibrary.Require();
        ProducerConfig settings = ProducerSettings.For(new KafkaSinkOptions { Name = name, Brokers = brokers, Topic = topic, Properties = properties });
        settings.LingerMs = 0;
        settings.MessageTimeoutMs = 20_000;
        Topic = topic;
        try
        {
            _producer = new ProducerBuilder<byte[]?, byte[]?>(settings).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new KafkaSinkException($"Kafka source '{name}': the client refuses its properties: {error.Message}", error);
        }
    }

    public string Topic { get; }

    /// <summary>Returns once the brokers have it, or do not take it.</summary>
    /// <param name="of">The letter, <c>SOURCE@OFFSET</c>.</param>
    /// <param name="monitor">That could not take it in.</param>
    public async Task<CopyResult> WriteAsync(OriginalMessage original, int partition, string of, string monitor)
    {
        ArgumentNullException.ThrowIfNull(original);
        var message = new Message<byte[]?, byte[]?>
        {
            Key = original.Key,
            Value = original.Value,
            Headers = ReplayHeader.Mark(original.Headers, of, monitor),
            Timestamp = original.TimestampMs < 0 || original.IsBrokersTime
                ? Timestamp.Default
                : new Timestamp(original.TimestampMs, TimestampType.CreateTime),
        };
        try
        {
            DeliveryResult<byte[]?, byte[]?> written = await _producer.ProduceAsync(new TopicPartition(Topic, partition), message).ConfigureAwait(false);
            return new CopyResult(written.Offset.Value, MayExist: true, Problem: null);
        }
        catch (ProduceException<byte[]?, byte[]?> error)
        {
            return new CopyResult(null, error.DeliveryResult.Status != PersistenceStatus.NotPersisted, $"{error.Error.Code}: {error.Error.Reason}");
        }
    }

    public void Dispose()
    {
        _producer.Flush(FlushLimit);
        _producer.Dispose();
    }
}
