using System.Text.Json;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Storage;

/// <summary>The channels of a plan, as both stores keep them.</summary>
internal static class StoredChannels
{
    public static byte[] Write(Schema schema) => JsonSerializer.SerializeToUtf8Bytes(schema.Channels, StoreJson.Default.IReadOnlyListChannel);

    /// <param name="store">Named where they cannot be read.</param>
    /// <exception cref="InvalidDataException">They are no JSON.</exception>
    public static Schema Read(string store, ReadOnlySpan<byte> json)
    {
        try
        {
            return new Schema(JsonSerializer.Deserialize(json, StoreJson.Default.IReadOnlyListChannel) ?? []);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{store} is damaged: the channels of a plan are no JSON. Restore it from a copy.", error);
        }
    }
}
