using System.Text.Json;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Orleans.Wire;

/// <summary>Channels on the wire: a JSON array of [name], [name, category, …] or [name, number of buckets].</summary>
internal static class SchemaBytes
{
    public static byte[] Write(Schema schema) => JsonSerializer.SerializeToUtf8Bytes(
        schema.Channels.Select(c => c.Kind == ChannelKind.Number ? new object[] { c.Name } : c.Buckets > 0 ? [c.Name, c.Buckets] : [c.Name, .. c.Categories]).ToArray());

    /// <exception cref="InvalidDataException">Not what <see cref="Write"/> wrote.</exception>
    public static Schema Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            JsonElement[][] channels = JsonSerializer.Deserialize<JsonElement[][]>(bytes) ?? throw new JsonException("They are null.");
            return new Schema([.. channels.Select(ReadChannel)]);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new InvalidDataException($"{bytes.Length} bytes from another silo are no channels: {error.Message}", error);
        }
    }

    // A string that is no text, half a surrogate pair say, is an invalid operation to JsonElement.
    private static Channel ReadChannel(JsonElement[]? channel)
    {
        if (channel is [{ ValueKind: JsonValueKind.String } name, { ValueKind: JsonValueKind.Number } buckets])
        {
            return buckets.TryGetInt32(out int count) && count > 0
                ? Channel.HashedCategory(name.GetString()!, count)
                : throw new JsonException("A number of buckets is none.");
        }

        if (channel is null || channel.Any(c => c.ValueKind != JsonValueKind.String))
        {
            throw new JsonException("A name is null.");
        }

        string[] words = [.. channel.Select(c => c.GetString()!)];
        return words.Length == 1 ? Channel.Number(words[0]) : Channel.Category(words[0], words[1..]);
    }

    /// <summary>The same for the same channels on every silo.</summary>
    public static ulong HashOf(Schema schema) => Monitoring.Features.StableHash.Of(System.Text.Encoding.UTF8.GetString(Write(schema)), 0);
}
