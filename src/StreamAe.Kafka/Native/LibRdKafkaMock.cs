using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamAe.Kafka.Native;

/// <summary>librdkafka's mock cluster.</summary>
internal static partial class LibRdKafkaMock
{
    /// <summary><c>RD_KAFKA_PRODUCER</c>: the mock cluster lives in a client, of whichever kind.</summary>
    public const int ProducerClient = 0;

    [LibraryImport(KafkaLibrary.Name)]
    public static partial nint rd_kafka_conf_new();

    [LibraryImport(KafkaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rd_kafka_conf_set(nint configuration, string name, string value, nint error, nint errorBytes);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial nint rd_kafka_new(int kind, nint configuration, nint error, nint errorBytes);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial void rd_kafka_destroy(nint client);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial void rd_kafka_mock_cluster_destroy(nint cluster);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial void rd_kafka_mock_group_initial_rebalance_delay_ms(nint cluster, int delayMs);

    [LibraryImport(KafkaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(KafkaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode rd_kafka_mock_topic_delete(nint cluster, string topic);

    [LibraryImport(KafkaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial ErrorCode rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial ErrorCode rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial ErrorCode rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int roundTripMs);

    [LibraryImport(KafkaLibrary.Name)]
    public static partial void rd_kafka_mock_push_request_errors_array(nint cluster, short api, nint count, ReadOnlySpan<ErrorCode> errors);
}
