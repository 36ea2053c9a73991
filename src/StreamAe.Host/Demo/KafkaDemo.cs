using Microsoft.Extensions.Logging;
using Spectre.Console;
using StreamAe.Host.Configuration;
using StreamAe.Host.Services;
using StreamAe.Host.Sinks;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Mock;
using StreamAe.Kafka.Native;
using StreamAe.Kafka.Producing;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Demo;

/// <summary>
/// The broker of <c>demo --kafka</c> and what goes through it: each stream has a topic of one partition, so that the offset of an event is its
/// position in the simulated stream. From the topics on, everything is what a service does with a real cluster.
/// </summary>
internal sealed class KafkaDemo : IDisposable
{
    private const string AlertTopic = "alerts";

    private readonly MockBroker _broker;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly KafkaProducers _alertProducers;
    private readonly List<StreamProducer> _producers = [];

    private KafkaDemo(MockBroker broker, TimeProvider time, ILoggerFactory loggers)
    {
        _broker = broker;
        _time = time;
        _loggers = loggers;
        _alertProducers = new KafkaProducers(time, loggers.CreateLogger<KafkaProducers>());
        var sink = new KafkaSinkConfiguration { Brokers = broker.BootstrapServers.Split(','), Topic = AlertTopic };
        var options = new KafkaSinkOptions { Name = sink.SinkName, Brokers = broker.BootstrapServers, Topic = sink.Topic };
        broker.CreateTopic(AlertTopic, partitions: 1);
        AlertSink = new KafkaAlertSink(_alertProducers, options, AlertJson.WriteUtf8);
    }

    public KafkaAlertSink AlertSink { get; }

    /// <summary>Starts the broker, and empties the data folder: what is stored there speaks of offsets that are gone.</summary>
    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="IOException">The broker cannot start, or the folder cannot be used.</exception>
    public static KafkaDemo Start(string dataFolder, TimeProvider time, ILoggerFactory loggers)
    {
        KafkaLibrary.Require();
        KafkaDemoFolder.BeginAnew(dataFolder);
        try
        {
            return new KafkaDemo(new MockBroker(), time, loggers);
        }
        catch (InvalidOperationException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>The monitor of a stream reads its topic, and the stream is sent there while it runs.</summary>
    public MonitorInput Connect(DemoStream stream, IStateStore store, IDeadLetterSink deadLetters)
    {
        string topic = stream.Stream.Name;
        _broker.CreateTopic(topic, partitions: 1);
        var source = new KafkaSource { Name = topic, Brokers = [_broker.BootstrapServers], Topics = [topic] };
        var runtime = new RuntimeConfiguration { PollRows = DemoSession.PollRows };
        KafkaFeed feed = KafkaFeeds.Create(source, stream.Plans, runtime, store, deadLetters, _time, _loggers);
        var producer = new StreamProducer(stream, _broker.BootstrapServers, topic);
        _producers.Add(producer);
        return new MonitorInput(stream.Plans, new ProducedFeed(producer, feed)) { LoadsOnDemand = true };
    }

    public void Announce(IAnsiConsole console)
    {
        console.MarkupLine($"Kafka: a broker inside the demo, at [bold]{_broker.BootstrapServers}[/] while it runs. It remembers nothing, so the data folder was begun anew.");
        console.MarkupLine($"Topics {string.Join(", ", _producers.Select(p => p.Topic))} (events as JSON) and {AlertTopic}. To read along in another terminal:");
        console.MarkupLine($"  [bold]kcat -b {_broker.BootstrapServers} -t {AlertTopic} -C[/]");
    }

    /// <summary>After the service has ended: its last alerts go through the broker.</summary>
    public void Dispose()
    {
        _producers.ForEach(p => p.Dispose());
        _alertProducers.Dispose();
        _broker.Dispose();
    }
}
