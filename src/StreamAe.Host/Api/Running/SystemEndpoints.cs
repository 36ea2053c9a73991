using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Api.Running;

/// <summary><c>/system</c>: the process.</summary>
internal static class SystemEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapGet("/system", () => TypedResults.Ok(desk.Service.Describe()))
            .RequireRole(Role.Viewer).WithTags("system").WithSummary("The process: version, runtime, compute, parts, sinks, cluster");
        api.MapGet("/system/capacity", () => TypedResults.Ok(desk.Service.MeasureCapacity()))
            .RequireRole(Role.Viewer).WithTags("system").WithSummary("What is used of memory, store and processors now");
    }
}
