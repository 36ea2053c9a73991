using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary>The keys that let callers in.</summary>
internal sealed class KeyRing(IReadOnlyList<ApiKey> keys)
{
    public const string Prefix = "sak_";

    /// <summary>What no guess reaches: nothing slower than SHA-256 is needed to keep a hash from being turned round, as it is for passwords.</summary>
    private const int SecretBytes = 32;

    /// <summary>32 bytes in base64url without padding.</summary>
    private static readonly Regex Form = new($"^{Prefix}[A-Za-z0-9_-]{{43}}\\z", RegexOptions.NonBacktracking);

    private readonly byte[][] _hashes = [.. keys.Select(k => Convert.FromHexString(k.Hash.AsSpan(KeyHashForm.Prefix.Length)))];

    /// <summary>A new key, which nobody has seen.</summary>
    public static string CreateKey() => Prefix + Base64Url.Encode(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>As it stands in the configuration.</summary>
    public static string HashOf(string key) => KeyHashForm.Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)));

    /// <summary>Whose key it is. It takes as long for every key of the form, known or not.</summary>
    /// <param name="presented">Anything.</param>
    /// <returns>Null where it is nobody's.</returns>
    public ApiKey? Find(string presented)
    {
        // Only what CreateKey makes: whoever has written the hash of a short password into the configuration does not get in with it.
        if (!Form.IsMatch(presented))
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(presented), hash);
        int found = -1;
        for (int i = 0; i < _hashes.Length; i++)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, _hashes[i]))
            {
                found = i;
            }
        }

        return found < 0 ? null : keys[found];
    }

    /// <returns>Null where there is none of this name.</returns>
    public ApiKey? Named(string name) => keys.FirstOrDefault(k => k.Name == name);
}
