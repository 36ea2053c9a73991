using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamAe.Kafka.Native;

/// <summary>What this project calls of librdkafka itself, past Confluent's client: reading messages without copies.</summary>
internal static unsafe partial class LibRdKafka
{
    public static string VersionText() => Marshal.PtrToStringUTF8(rd_kafka_version_str()) ?? string.Empty;

    /// <summary>Of a library that may not be the one in use: 0xMMmmrrxx.</summary>
    /// <exception cref="EntryPointNotFoundException">It is no librdkafka.</exception>
    public static int VersionOf(nint library) =>
        ((delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "rd_kafka_version"))();

    /// <summary>The next message or error, or null after the timeout. Serves the client's callbacks on this thread meanwhile.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_consumer_poll")]
    public static partial NativeMessage* Poll(nint client, int timeoutMs);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_message_destroy")]
    [SuppressGCTransition]
    public static partial void Destroy(NativeMessage* message);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_message_timestamp")]
    [SuppressGCTransition]
    public static partial long Timestamp(NativeMessage* message, out int kind);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_message_headers")]
    public static partial ErrorCode Headers(NativeMessage* message, out nint headers);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_header_get_all")]
    public static partial ErrorCode Header(nint headers, nint index, out nint name, out nint value, out nint bytes);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_topic_name")]
    public static partial nint TopicName(nint topic);

    [LibraryImport(KafkaLibrary.Name)]
    private static partial nint rd_kafka_version_str();
}
