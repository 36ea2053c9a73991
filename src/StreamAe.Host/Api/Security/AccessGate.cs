using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Api.Security;

/// <summary>Lets a request through to its endpoint, or says why not.</summary>
internal sealed partial class AccessGate(Authentication authentication, RequestLimits limits, BrowserRules browsers, TimeProvider time, ILogger logger)
{
    /// <summary>Beyond, nobody waits for it.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        AuthenticationResult who = await authentication.FindAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        Endpoint? endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null && FindWait(who, context.Connection.RemoteIpAddress) is TimeSpan wait)
        {
            await RequestLimits.RefuseAsync(context, wait).ConfigureAwait(false);
            return;
        }

        if (who.Caller is not null)
        {
            context.Features.Set(who.Caller);
        }

        (int status, string? detail) = FindRefusal(context.Request, endpoint, who);
        if (status == 0)
        {
            using ITimer? end = StartEnd(context, who.Caller);
            await next(context).ConfigureAwait(false);
            return;
        }

        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = who.HasFailed ? "Bearer realm=\"streamae\", error=\"invalid_token\"" : "Bearer realm=\"streamae\"";
        }

        await ProblemAnswer.WriteAsync(context, status, detail).ConfigureAwait(false);
    }

    /// <summary>What streams for hours ends with the session or token that let it in.</summary>
    private ITimer? StartEnd(HttpContext context, ApiCaller? caller) =>
        caller?.Until - time.GetUtcNow() is TimeSpan left && left < LongestTimer
            ? time.CreateTimer(_ => context.Abort(), null, left < TimeSpan.Zero ? TimeSpan.Zero : left, Timeout.InfiniteTimeSpan)
            : null;

    private TimeSpan? FindWait(AuthenticationResult who, IPAddress? address)
    {
        if (limits.Count(who.Caller, address) is TimeSpan wait)
        {
            return wait;
        }

        if (!who.HasFailed)
        {
            return null;
        }

        TimeSpan? slow = limits.CountFailure(address);
        if (slow is null)
        {
            LogRefused(logger, address, who.Detail!);
        }

        return slow;
    }

    private (int Status, string? Detail) FindRefusal(HttpRequest request, Endpoint? endpoint, AuthenticationResult who)
    {
        if (endpoint?.Metadata.GetMetadata<RequiredRole>() is RequiredRole required)
        {
            if (who.Caller is null)
            {
                return who.Status != 0
                    ? (who.Status, who.Detail)
                    : (StatusCodes.Status401Unauthorized, "A key or token is needed: Authorization: Bearer KEY, or X-Api-Key: KEY.");
            }

            if (who.Caller.Role < required.Role)
            {
                return (StatusCodes.Status403Forbidden, $"This needs the role {NameOf(required.Role)}, and {who.Caller.Name} has {NameOf(who.Caller.Role)}.");
            }
        }
        else if (endpoint is Microsoft.AspNetCore.Routing.RouteEndpoint && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        {
            // The server does not start with such a one; one that is added later is closed.
            return (StatusCodes.Status403Forbidden, null);
        }

        return BrowserRules.IsUnsafe(request) ? FindUnsafeRefusal(request, who.Caller) : (0, null);
    }

    private (int Status, string? Detail) FindUnsafeRefusal(HttpRequest request, ApiCaller? caller)
    {
        if (browsers.FindOriginProblem(request) is string problem)
        {
            return (StatusCodes.Status403Forbidden, problem);
        }

        // Who has shown a key or a token in a header is no page of another site: a browser lets none set one.
        if (caller is { Kind: CallerKind.Key or CallerKind.Token })
        {
            return (0, null);
        }

        // A form of another site can send other types without asking, but not this one.
        if (!request.HasJsonContentType())
        {
            return (StatusCodes.Status415UnsupportedMediaType, "The request must have Content-Type: application/json.");
        }

        return caller?.CsrfToken is string expected && !Matches(request.Headers[BrowserRules.CsrfHeader].ToString(), expected)
            ? (StatusCodes.Status403Forbidden, $"The header {BrowserRules.CsrfHeader} is missing, or not that of this session: GET /api/v1/session tells it.")
            : (0, null);
    }

    private static bool Matches(string shown, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(expected));

    private static string NameOf(Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        _ => "admin",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request from {Address} was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, IPAddress? address, string reason);
}
