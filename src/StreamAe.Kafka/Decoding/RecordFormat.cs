namespace StreamAe.Kafka.Decoding;

/// <summary>How the value of a message is written.</summary>
public enum RecordFormat
{
    /// <summary>One JSON document (RFC 8259).</summary>
    Json,

    /// <summary>One line of comma-separated values (RFC 4180) without a header.</summary>
    Csv,

    /// <summary>One Protocol Buffers message.</summary>
    Protobuf,
}
