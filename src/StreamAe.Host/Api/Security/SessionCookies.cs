using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary>
/// The console's sessions, which no process keeps: the cookie says whose key was shown and until when, and a signature says that it is true. It is
/// good at every process that has the same secret and the same key, and ends with either.
/// </summary>
/// <remarks>
/// The secret is the server's own. Were it made from the key's hash alone, whoever reads the configuration could sign sessions, and the hash would be
/// as good as the key.
/// </remarks>
internal sealed class SessionCookies
{
    /// <summary>A working day, with what comes before and after it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private const int NonceBytes = 16;

    private readonly KeyRing _keys;
    private readonly TimeProvider _time;
    private readonly byte[] _secret;
    private readonly bool _isSecure;

    public SessionCookies(ApiConfiguration configuration, KeyRing keys, TimeProvider time)
    {
        _keys = keys;
        _time = time;
        _secret = configuration.SessionSecret is SecretText shared
            ? Encoding.UTF8.GetBytes(shared.Reveal())
            : RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        _isSecure = configuration.IsReachedByTls;
    }

    /// <summary>With TLS, browsers take a cookie of this name from this host alone, by HTTPS alone, and for all paths.</summary>
    public string CookieName => _isSecure ? "__Host-streamae-session" : "streamae-session";

    /// <summary>Begins a session and gives its cookie to the browser.</summary>
    public ApiCaller Begin(ApiKey key, HttpResponse response)
    {
        DateTimeOffset end = _time.GetUtcNow() + Lifetime;
        byte[] content = [.. BigEndian(end.ToUnixTimeSeconds()), .. RandomNumberGenerator.GetBytes(NonceBytes), .. Encoding.UTF8.GetBytes(key.Name)];
        string cookie = $"{Base64Url.Encode(content)}.{Base64Url.Encode(Sign("session", key, content))}";
        response.Cookies.Append(CookieName, cookie, Options(Lifetime));
        return CallerOf(key, content);
    }

    /// <summary>Has the browser forget it. Whoever has copied the cookie can use it until its time is over, or the secret or the key is another.</summary>
    public void End(HttpResponse response) => response.Cookies.Delete(CookieName, Options(null));

    /// <returns>Null where the request has no cookie, or none that is good now.</returns>
    public ApiCaller? Find(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(CookieName, out string? cookie)
            || cookie.Split('.') is not [string first, string second]
            || Base64Url.TryDecode(first) is not { Length: > sizeof(long) + NonceBytes } content
            || Base64Url.TryDecode(second) is not byte[] signature)
        {
            return null;
        }

        // Whoever it says it is: that name's signature is asked for, and a name without a key has none.
        ApiKey? key = _keys.Named(Encoding.UTF8.GetString(content.AsSpan(sizeof(long) + NonceBytes)));
        return key is not null
            && CryptographicOperations.FixedTimeEquals(Sign("session", key, content), signature)
            && EndOf(content) > _time.GetUtcNow()
                ? CallerOf(key, content)
                : null;
    }

    private ApiCaller CallerOf(ApiKey key, byte[] content) =>
        new(key.Name, key.Role, CallerKind.Session) { CsrfToken = Base64Url.Encode(Sign("csrf", key, content)), Until = EndOf(content) };

    /// <summary>Of content whose signature is good.</summary>
    private static DateTimeOffset EndOf(byte[] content) => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(content));

    /// <param name="purpose">What one signature is for, another must not be good for.</param>
    private byte[] Sign(string purpose, ApiKey key, byte[] content)
    {
        byte[] own = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, _secret, SHA256.HashSizeInBytes, Encoding.ASCII.GetBytes(key.Hash), Encoding.ASCII.GetBytes($"streamae {purpose} 1"));
        return HMACSHA256.HashData(own, content);
    }

    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = _isSecure,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };

    private static byte[] BigEndian(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
