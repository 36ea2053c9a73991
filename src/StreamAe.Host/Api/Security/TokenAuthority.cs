using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary>
/// Accepts the tokens of an OpenID Connect provider: signed by one of the keys it publishes, issued by it, meant for the API, not yet over.
/// Thread-safe.
/// </summary>
internal sealed partial class TokenAuthority : IDisposable
{
    private const int MaxTokenBytes = 16 * 1024;
    private const int MaxMetadataBytes = 1024 * 1024;

    /// <summary>Clocks of two machines that are kept by NTP differ by less.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <summary>A provider that is away is not asked again for each request that comes.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>With keys of which the provider publishes only one half: by the other ones, whoever can check a token could also make one.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly OidcConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false })
    {
        Timeout = AnswerLimit,
        MaxResponseContentBufferSize = MaxMetadataBytes,
    };

    private readonly ConfigurationManager<OpenIdConnectConfiguration> _metadata;
    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxTokenBytes };
    private long _failedAt = long.MinValue;

    public TokenAuthority(OidcConfiguration configuration, TimeProvider time, ILogger logger)
    {
        _configuration = configuration;
        _time = time;
        _logger = logger;
        _metadata = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{configuration.Authority.OriginalString.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_client) { RequireHttps = configuration.Authority.Scheme == Uri.UriSchemeHttps });
    }

    public async Task<AuthenticationResult> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (await ReadMetadataAsync(cancellationToken).ConfigureAwait(false) is not OpenIdConnectConfiguration metadata)
        {
            return AuthenticationResult.Refuse("The provider of tokens does not answer.", StatusCodes.Status503ServiceUnavailable);
        }

        TokenValidationResult result = await _tokens.ValidateTokenAsync(token, RulesOf(metadata)).ConfigureAwait(false);
        if (!result.IsValid)
        {
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
            {
                // The provider may have new keys: they are there for the next attempt. The manager sees to it that this is not done too often.
                _metadata.RequestRefresh();
            }

            return AuthenticationResult.Refuse(Describe(result.Exception));
        }

        using JsonDocument claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(((JsonWebToken)result.SecurityToken).EncodedPayload));
        var reader = new TokenClaims(_configuration, claims.RootElement);
        return reader.Name is not string name ? AuthenticationResult.Refuse("The token names nobody.")
            : reader.Role is not Role role ? AuthenticationResult.Refuse("The token gives no role here.", StatusCodes.Status403Forbidden)
            : AuthenticationResult.Of(new ApiCaller(name, role, CallerKind.Token) { Until = new DateTimeOffset(result.SecurityToken.ValidTo) + ClockSkew });
    }

    public void Dispose() => _client.Dispose();

    private TokenValidationParameters RulesOf(OpenIdConnectConfiguration metadata) => new()
    {
        ValidIssuer = metadata.Issuer,
        ValidAudience = _configuration.Audience,
        IssuerSigningKeys = metadata.SigningKeys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        ValidateIssuerSigningKey = true,
        ClockSkew = ClockSkew,
    };

    private async Task<OpenIdConnectConfiguration?> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        long failedAt = Interlocked.Read(ref _failedAt);
        if (failedAt != long.MinValue && _time.GetElapsedTime(failedAt) < RetryAfter)
        {
            return null;
        }

        try
        {
            OpenIdConnectConfiguration metadata = await _metadata.GetConfigurationAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.Exchange(ref _failedAt, long.MinValue);
            return metadata;
        }
        catch (Exception error) when (error is InvalidOperationException or IOException or HttpRequestException or ArgumentException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Interlocked.Exchange(ref _failedAt, _time.GetTimestamp());
            LogAway(_logger, _configuration.Authority, (error.InnerException ?? error).GetBaseException().Message);
            return null;
        }
    }

    private static string Describe(Exception error) => error switch
    {
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidAudienceException => "The token is meant for somebody else.",
        SecurityTokenInvalidIssuerException => "The token is of another issuer.",
        SecurityTokenNoExpirationException => "The token never expires.",
        SecurityTokenSignatureKeyNotFoundException => "The token is signed by a key that its issuer does not publish.",
        _ => "The token is not one of the configured provider.",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tokens cannot be checked, {Authority} does not answer as an OpenID Connect provider: {Reason}")]
    private static partial void LogAway(ILogger logger, Uri authority, string reason);
}
