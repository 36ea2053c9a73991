using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamAe.Host.Api.Security;

/// <summary>What endpoints say and ask about their callers.</summary>
internal static class SecurityExtensions
{
    /// <summary>Lets in callers of this role and higher ones. The innermost counts: of a group and an endpoint in it, the endpoint's. Every endpoint
    /// must have one, or say <c>AllowAnonymous</c>; the server does not start otherwise.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredRole(role));

    /// <summary>Who asks, at an endpoint that has a role.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lets in anybody.</exception>
    public static ApiCaller Caller(this HttpContext context) =>
        context.Features.Get<ApiCaller>() ?? throw new InvalidOperationException($"{context.Request.Path} has no caller: it requires no role.");

    /// <summary>Of the caller, as it stands in the audit.</summary>
    /// <exception cref="InvalidOperationException">The endpoint lets in anybody.</exception>
    public static string CallerName(this HttpContext context) => context.Caller().Name;
}
