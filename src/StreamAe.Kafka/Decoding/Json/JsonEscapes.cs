using System.Globalization;
using System.Text;

namespace StreamAe.Kafka.Decoding.Json;

/// <summary>Takes the escapes out of a JSON string.</summary>
internal static class JsonEscapes
{
    /// <summary>False where the string holds half of a surrogate pair, which is no text.</summary>
    /// <param name="text">A string that <see cref="JsonScanner"/> passed, without its quotes.</param>
    /// <param name="plain">At least as long as <paramref name="text"/>: no escape is shorter than what it means.</param>
    /// <param name="length">Bytes written.</param>
    public static bool TryRemove(ReadOnlySpan<byte> text, Span<byte> plain, out int length)
    {
        length = 0;
        int at = 0;
        while (at < text.Length)
        {
            int stop = text[at..].IndexOf((byte)'\\');
            int copied = stop < 0 ? text.Length - at : stop;
            text.Slice(at, copied).CopyTo(plain[length..]);
            length += copied;
            at += copied;
            if (stop < 0)
            {
                break;
            }

            if (text[at + 1] != (byte)'u')
            {
                plain[length++] = Short(text[at + 1]);
                at += 2;
                continue;
            }

            char first = Unit(text, at);
            at += 6;
            if (!Rune.TryCreate(first, out Rune rune))
            {
                bool isPair = at + 6 <= text.Length && text[at] == (byte)'\\' && text[at + 1] == (byte)'u' && Rune.TryCreate(first, Unit(text, at), out rune);
                if (!isPair)
                {
                    return false;
                }

                at += 6;
            }

            length += rune.EncodeToUtf8(plain[length..]);
        }

        return true;
    }

    private static byte Short(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };

    private static char Unit(ReadOnlySpan<byte> text, int at) =>
        (char)ushort.Parse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
