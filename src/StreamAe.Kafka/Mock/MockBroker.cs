using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamAe.Kafka.Native;

namespace StreamAe.Kafka.Mock;

/// <summary>
/// Kafka brokers inside this process, for tests, measurements and the demo: librdkafka's mock cluster, which speaks the real protocol over
/// TCP to any client. Keeps about 5 MiB a partition in memory and forgets the oldest messages beyond that; cannot find offsets by timestamp,
/// creates topics on first use or by <see cref="CreateTopic"/> only, and shows the records of aborted transactions.
/// </summary>
public sealed class MockBroker : IDisposable
{
    private const int DefaultPartitions = 4;
    private readonly nint _client;
    private readonly nint _cluster;
    private bool _disposed;

    /// <param name="brokers">1 to 16.</param>
    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    public MockBroker(int brokers = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brokers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brokers, 16);
        KafkaLibrary.Require();
        nint configuration = LibRdKafkaMock.rd_kafka_conf_new();
        // The hosting client's own chatter (brokers down, as the tests want them) is of no interest: emergencies only.
        _ = LibRdKafkaMock.rd_kafka_conf_set(configuration, "log_level", "0", 0, 0);
        _client = LibRdKafkaMock.rd_kafka_new(LibRdKafkaMock.ProducerClient, configuration, 0, 0);
        if (_client == 0)
        {
            throw new InvalidOperationException("The mock broker could not start: librdkafka refused a client.");
        }

        _cluster = LibRdKafkaMock.rd_kafka_mock_cluster_new(_client, brokers);
        if (_cluster == 0)
        {
            LibRdKafkaMock.rd_kafka_destroy(_client);
            throw new InvalidOperationException($"The mock broker could not start: no {brokers} free ports on 127.0.0.1, or no memory.");
        }

        Brokers = brokers;
        // A real broker waits three seconds for more members of a new group; nobody waits for this one.
        LibRdKafkaMock.rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, 0);
        BootstrapServers = Marshal.PtrToStringUTF8(LibRdKafkaMock.rd_kafka_mock_cluster_bootstraps(_cluster))!;
    }

    /// <summary>Their ids are 1 to this.</summary>
    public int Brokers { get; }

    /// <summary><c>127.0.0.1:PORT,…</c>.</summary>
    public string BootstrapServers { get; }

    /// <exception cref="KafkaException">There is one of that name.</exception>
    public void CreateTopic(string topic, int partitions = DefaultPartitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        Check(LibRdKafkaMock.rd_kafka_mock_topic_create(Cluster, topic, partitions, Brokers));
    }

    /// <summary>With its messages.</summary>
    public void DeleteTopic(string topic) => Check(LibRdKafkaMock.rd_kafka_mock_topic_delete(Cluster, topic));

    public void SetLeader(string topic, int partition, int broker) =>
        Check(LibRdKafkaMock.rd_kafka_mock_partition_set_leader(Cluster, topic, partition, broker));

    /// <summary>Closes its connections and takes no new ones; its messages stay.</summary>
    public void SetDown(int broker) => Check(LibRdKafkaMock.rd_kafka_mock_broker_set_down(Cluster, broker));

    public void SetUp(int broker) => Check(LibRdKafkaMock.rd_kafka_mock_broker_set_up(Cluster, broker));

    /// <summary>From now on each answer comes so much later; 0 for at once.</summary>
    public void SetDelay(int broker, int delayMs) => Check(LibRdKafkaMock.rd_kafka_mock_broker_set_rtt(Cluster, broker, delayMs));

    /// <summary>Answers the next requests of a kind with an error.</summary>
    /// <param name="api">The protocol's number of the request: 0 Produce, 1 Fetch, 3 Metadata, 8 OffsetCommit, 11 JoinGroup …</param>
    public void FailNext(short api, ErrorCode error, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var errors = new ErrorCode[count];
        Array.Fill(errors, error);
        LibRdKafkaMock.rd_kafka_mock_push_request_errors_array(Cluster, api, count, errors);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            LibRdKafkaMock.rd_kafka_mock_cluster_destroy(_cluster);
            LibRdKafkaMock.rd_kafka_destroy(_client);
        }
    }

    private nint Cluster
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _cluster;
        }
    }

    private static void Check(ErrorCode error)
    {
        if (error != ErrorCode.NoError)
        {
            throw new KafkaException(error);
        }
    }
}
