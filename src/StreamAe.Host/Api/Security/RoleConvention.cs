using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StreamAe.Host.Api.Security;

internal static class RoleConvention
{
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(role);

    public static string CallerName(this HttpContext context) => "operator";
}
