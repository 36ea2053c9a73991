using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StreamAe.Storage.Postgres;

/// <summary>Numbers of the advisory locks: the server knows them by a number alone, for all programs that use the database.</summary>
internal static class AdvisoryLock
{
    public static long KeyOf(params ReadOnlySpan<string> parts) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"streamae\0{string.Join('\0', parts)}")));
}
