using System.Text.Json;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Orleans.Wire;

/// <summary>Channels on the wire: a JSON array of [name] or [name, category, …].</summary>
internal static class SchemaBytes
{
    public static byte[] Write(Schema schema) => JsonSerializer.SerializeToUtf8Bytes(
        schema.Channels.Select(c => c.Kind == ChannelKind.Number ? new[] { c.Name } : [c.Name, .. c.Categories]).ToArray());

    /// <exception cref="InvalidDataException">Not what <see cref="Write"/> wrote.</exception>
    public static Schema Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            string[][] channels = JsonSerializer.Deserialize<string[][]>(bytes) ?? throw new JsonException("They are null.");
            if (channels.Any(c => c is null || c.Contains(null)))
            {
                throw new JsonException("A name is null.");
            }

            return new Schema([.. channels.Select(c => c.Length == 1 ? Channel.Number(c[0]) : Channel.Category(c[0], c[1..]))]);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{bytes.Length} bytes from another silo are no channels: {error.Message}", error);
        }
    }

    /// <summary>The same for the same channels on every silo.</summary>
    public static ulong HashOf(Schema schema) => Monitoring.Features.StableHash.Of(System.Text.Encoding.UTF8.GetString(Write(schema)), 0);
}
