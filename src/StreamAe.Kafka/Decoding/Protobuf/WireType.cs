namespace StreamAe.Kafka.Decoding.Protobuf;

/// <summary>How a field lies in a message: the last three bits of its tag.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    GroupStart = 3,
    GroupEnd = 4,
    Fixed32 = 5,
}
