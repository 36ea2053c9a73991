namespace StreamAe.Kafka.Decoding;

/// <summary>Something of a message's value that an observation needs.</summary>
/// <param name="Slot">Where what is found is put, counted from 0.</param>
/// <param name="Key">The key of the format that says where it stands.</param>
/// <param name="Path">Where it stands, as written.</param>
/// <param name="IsOptional">Messages whose format has no such field at all are fine.</param>
internal sealed record RecordField(int Slot, string Key, string Path, bool IsOptional = false);
