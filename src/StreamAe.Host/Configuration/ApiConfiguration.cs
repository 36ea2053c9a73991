using System.Net;

namespace StreamAe.Host.Configuration;

/// <summary>Where the process serves its HTTP API and console, and to whom.</summary>
internal sealed record ApiConfiguration
{
    /// <summary>Default 127.0.0.1. Any other than loopback needs <see cref="Keys"/> or <see cref="Oidc"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Default 8080; 1 to 65,535. Tests take 0 for a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Serves HTTPS; null for plain HTTP. Default null.</summary>
    public ApiTlsConfiguration? Tls { get; init; }

    /// <summary>How browsers reach it where a proxy stands before it, such as https://streamae.example; null where none does. Default null.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Who may enter with a key. Default nobody.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>Signs the console's sessions. Processes behind one balancer need the same; null for one that this process makes for itself, so that
    /// sessions end with it. Default null; at least 32 characters.</summary>
    public SecretText? SessionSecret { get; init; }

    /// <summary>Whose tokens are accepted; null for nobody's. Default null.</summary>
    public OidcConfiguration? Oidc { get; init; }

    public RateLimitConfiguration RateLimit { get; init; } = new();

    /// <summary>Nobody has to show who they are: for loopback alone.</summary>
    public bool IsOpen => Keys.Count == 0 && Oidc is null;

    /// <summary>Browsers reach it by HTTPS, here or at a proxy before it.</summary>
    public bool IsReachedByTls => Tls is not null || PublicUrl?.Scheme == Uri.UriSchemeHttps;
}
