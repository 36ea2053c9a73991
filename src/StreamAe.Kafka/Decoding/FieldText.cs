using System.Text;

namespace StreamAe.Kafka.Decoding;

/// <summary>How details of dead letters show what a record holds.</summary>
internal static class FieldText
{
    /// <summary>Characters shown of a value.</summary>
    public const int MaxShown = 64;

    // A UTF-16 unit takes at most 3 bytes of UTF-8.
    private const int MaxBytes = 3 * (MaxShown + 1);

    public static string Show(ReadOnlySpan<byte> text)
    {
        string shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, MaxBytes)]);
        if (shown.Length <= MaxShown)
        {
            return $"'{shown}'";
        }

        bool splitsPair = char.IsHighSurrogate(shown[MaxShown - 1]);
        return $"'{shown[..(splitsPair ? MaxShown - 1 : MaxShown)]}…' ({text.Length} bytes)";
    }
}
