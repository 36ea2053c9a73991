namespace StreamAe.Kafka.Native;

/// <summary>The native Kafka client library is missing or does not fit.</summary>
public sealed class KafkaLibraryException(string message) : Exception(message);
