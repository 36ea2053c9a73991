using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamAe.Kafka.Native;
using StreamAe.MockBroker;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>The brokers of a test: those of STREAMAE_TEST_KAFKA, or three mock brokers in a process of their own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private const string Variable = "STREAMAE_TEST_KAFKA";

    private readonly MockBrokerProcess? _mock;
    private readonly Lazy<IProducer<byte[], byte[]>> _producer;

    private TestCluster(MockBrokerProcess? mock, string brokers)
    {
        KafkaLibrary.Require();
        _mock = mock;
        Brokers = brokers;
        _producer = new(() => new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = brokers, EnableIdempotence = true, MessageMaxBytes = 100_000_000, LingerMs = 5 })
            .SetLogHandler((_, _) => { }).Build());
    }

    public string Brokers { get; }

    /// <summary>For what only the mock can do.</summary>
    public MockBrokerProcess Mock => _mock ?? throw new InvalidOperationException("This test needs the mock broker.");

    /// <summary>Why a test that needs brokers of the real kind cannot run; null where they are given.</summary>
    public static string? NoRealBroker => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable))
        ? $"needs real brokers (the mock broker cannot add partitions to a topic): set {Variable} to HOST:PORT"
        : null;

    public static async Task<TestCluster> StartAsync()
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(given))
        {
            return new TestCluster(null, given);
        }

        return await StartMockAsync();
    }

    public static async Task<TestCluster> StartMockAsync(int brokers = 3)
    {
        MockBrokerProcess mock = await MockBrokerProcess.StartAsync(brokers);
        return new TestCluster(mock, mock.BootstrapServers);
    }

    /// <summary>The same brokers, but a producer of its own that remembers no topic.</summary>
    public TestCluster Again() => new(null, Brokers);

    public static string NewName(string stem) => $"{stem}-{Guid.NewGuid():N}";

    public async Task CreateTopicAsync(string topic, int partitions)
    {
        if (_mock is not null)
        {
            await _mock.CreateTopicAsync(topic, partitions);
            return;
        }

        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Brokers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = -1 }]);
    }

    /// <summary>Real brokers only.</summary>
    public async Task AddPartitionsAsync(string topic, int total)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Brokers }).Build();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = total }]);
    }

    public async Task<string> NewTopicAsync(int partitions)
    {
        string topic = NewName("test");
        await CreateTopicAsync(topic, partitions);
        return topic;
    }

    /// <summary>Writes <c>entity-N,NUMBER</c> for the numbers from <paramref name="first"/> on, spread over the partitions.</summary>
    public void Produce(string topic, int partitions, int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            Produce(topic, number % partitions, System.Text.Encoding.UTF8.GetBytes($"entity-{number % 7},{number}"));
        }

        _producer.Value.Flush(TimeSpan.FromSeconds(60));
    }

    public void Produce(string topic, int partition, byte[] value, byte[]? key = null) =>
        _producer.Value.Produce(
            new TopicPartition(topic, partition),
            new Message<byte[], byte[]> { Key = key!, Value = value },
            report => Assert.False(report.Error.IsError, report.Error.Reason));

    public void Flush() => _producer.Value.Flush(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }

        if (_mock is not null)
        {
            await _mock.DisposeAsync();
        }
    }
}
