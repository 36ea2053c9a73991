using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamAe.Kafka.Brokers;

namespace StreamAe.Kafka.Producing;

/// <summary>An idempotent producer. One that breaks for good (the client calls it fatal) is replaced at the next publication.</summary>
internal sealed class SharedProducer : IDisposable
{
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly KafkaSinkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private IProducer<byte[], byte[]> _producer;
    private BrokerWatch _brokers;

    /// <param name="options">Of the first sink that uses it.</param>
    public SharedProducer(KafkaSinkOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        (_producer, _brokers) = Connect();
    }

    /// <summary>Returns once the brokers have acknowledged all messages, in any order.</summary>
    /// <returns>Messages that are larger than the brokers allow; they were not written.</returns>
    /// <exception cref="KafkaSinkException">Some were not written, or it is not known; the message names the first reason.</exception>
    public async Task<IReadOnlyList<Message<byte[], byte[]>>> SendAsync(
        string topic, IReadOnlyList<Message<byte[], byte[]>> messages, CancellationToken cancellationToken)
    {
        (IProducer<byte[], byte[]> producer, BrokerWatch brokers) = Current();
        var delivery = new Delivery(messages.Count, brokers);
        foreach (Message<byte[], byte[]> message in messages)
        {
            while (!TryProduce(producer, topic, message, delivery))
            {
                await Task.Delay(FullQueuePause, _time, cancellationToken).ConfigureAwait(false);
            }
        }

        await delivery.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return delivery.Error is Error error
            ? throw new KafkaSinkException($"Topic {topic} did not take {delivery.Failed} of {messages.Count} messages: {error.Code}: {error.Reason}.")
            : delivery.TooLarge;
    }

    public void Dispose()
    {
        _producer.Flush(FlushLimit);
        _producer.Dispose();
    }

    private static bool TryProduce(
        IProducer<byte[], byte[]> producer, string topic, Message<byte[], byte[]> message, Delivery delivery)
    {
        try
        {
            producer.Produce(topic, message, report => delivery.OnReport(message, report.Error));
            return true;
        }
        catch (ProduceException<byte[], byte[]> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (ProduceException<byte[], byte[]> error)
        {
            delivery.OnRefused(message, error.Error);
            return true;
        }
    }

    private (IProducer<byte[], byte[]> Producer, BrokerWatch Brokers) Current()
    {
        lock (_gate)
        {
            if (_brokers.Fatal is not null)
            {
                _producer.Dispose();
                (_producer, _brokers) = Connect();
            }

            return (_producer, _brokers);
        }
    }

    private (IProducer<byte[], byte[]> Producer, BrokerWatch Brokers) Connect()
    {
        string name = $"Kafka sink '{_options.Name}'";
        var brokers = new BrokerWatch(name, _options.Brokers, _time, _logger);
        try
        {
            IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(ProducerSettings.For(_options))
                .SetErrorHandler((_, error) => brokers.OnError(error))
                .SetLogHandler((_, line) => BrokerLog.Library(_logger, name, line.Facility, line.Message))
                .Build();
            return (producer, brokers);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new KafkaSinkException($"{name}: the client refuses its properties: {error.Message}", error);
        }
    }
}
