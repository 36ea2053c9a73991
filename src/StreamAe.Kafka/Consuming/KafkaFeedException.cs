namespace StreamAe.Kafka.Consuming;

/// <summary>A Kafka source cannot go on, or cannot begin.</summary>
public sealed class KafkaFeedException(string message, Exception? inner = null) : Exception(message, inner);
