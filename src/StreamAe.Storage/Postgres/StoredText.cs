using System.Runtime.InteropServices;
using System.Text;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// Names and keys as <c>bytea</c>: their UTF-8 bytes, zeros included, which <c>text</c> cannot hold; one that is no valid Unicode (a lone
/// surrogate) as 0xFF, which begins no UTF-8, and its UTF-16 units. No two fall together.
/// </summary>
internal static class StoredText
{
    private const byte Units = 0xFF;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Write(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return [Units, .. MemoryMarshal.AsBytes(text.AsSpan())];
        }
    }

    public static string Read(ReadOnlySpan<byte> bytes) => bytes is [Units, ..]
        ? new string(MemoryMarshal.Cast<byte, char>(bytes[1..]))
        : Encoding.UTF8.GetString(bytes);
}
