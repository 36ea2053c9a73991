using Microsoft.Extensions.Logging;
using StreamAe.Kafka.Native;

namespace StreamAe.Kafka.Producing;

/// <summary>The producers of a process: one for all sinks with the same brokers and properties. Outlives the sinks.</summary>
public sealed class KafkaProducers(TimeProvider time, ILogger<KafkaProducers> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedProducer> _producers = [];

    /// <summary>Waits, with a limit, for what was not acknowledged; the outbox has it in any case.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (SharedProducer producer in _producers.Values)
            {
                producer.Dispose();
            }

            _producers.Clear();
        }
    }

    internal TimeProvider Time => time;

    internal ILogger Logger => logger;

    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaSinkException">A property is one that the sink relies on, or the client refuses it.</exception>
    internal SharedProducer For(KafkaSinkOptions options)
    {
        KafkaLibrary.Require();
        string key = ProducerSettings.KeyOf(options);
        lock (_gate)
        {
            if (!_producers.TryGetValue(key, out SharedProducer? producer))
            {
                producer = new SharedProducer(options, time, logger);
                _producers.Add(key, producer);
            }

            return producer;
        }
    }
}
