namespace StreamAe.Kafka.Producing;

/// <summary>A publication was not taken over by the brokers, or cannot be.</summary>
public sealed class KafkaSinkException(string message, Exception? inner = null) : Exception(message, inner);
