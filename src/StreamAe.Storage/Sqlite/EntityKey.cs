using System.Runtime.InteropServices;
using System.Text;

namespace StreamAe.Storage.Sqlite;

/// <summary>Entity keys in the store: see the table <c>entity</c> in <see cref="StoreSchema"/>.</summary>
internal static class EntityKey
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Bind(Statement statement, int index, string key)
    {
        byte[] utf8;
        try
        {
            utf8 = Strict.GetBytes(key);
        }
        catch (EncoderFallbackException)
        {
            statement.BindBlob(index, MemoryMarshal.AsBytes(key.AsSpan()));
            return;
        }

        statement.BindText(index, utf8);
    }

    public static string Read(Statement statement, int column) =>
        statement.IsBlob(column) ? new string(MemoryMarshal.Cast<byte, char>(statement.Bytes(column))) : statement.Text(column);
}
