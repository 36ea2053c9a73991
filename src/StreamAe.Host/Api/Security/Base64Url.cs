namespace StreamAe.Host.Api.Security;

/// <summary>Base64 for headers, without padding.</summary>
internal static class Base64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <returns>Null where the text is not exactly what <see cref="Encode"/> makes of some bytes.</returns>
    public static byte[]? TryDecode(string text)
    {
        try
        {
            byte[] bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
            return Encode(bytes) == text ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
