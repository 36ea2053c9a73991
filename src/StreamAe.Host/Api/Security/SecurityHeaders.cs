using Microsoft.AspNetCore.Http;

namespace StreamAe.Host.Api.Security;

/// <summary>What every answer says to the browser about itself.</summary>
internal static class SecurityHeaders
{
    /// <summary>The console's own files, and nothing else: no code in pages, no other host, no frame around it.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'";

    private const string PermissionsPolicy = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

    /// <summary>A year.</summary>
    private const string StrictTransport = "max-age=31536000";

    /// <summary>Adds them when the answer begins, whatever becomes of it until then.</summary>
    /// <param name="isReachedByTls">Browsers shall never ask without TLS again.</param>
    public static void AddTo(HttpContext context, bool isReachedByTls) => context.Response.OnStarting(() =>
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        if (isReachedByTls)
        {
            headers.StrictTransportSecurity = StrictTransport;
        }

        // What one caller may see another may not, and it is old in a second.
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    });
}
