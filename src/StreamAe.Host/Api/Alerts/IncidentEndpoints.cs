using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Api.Alerts;

/// <summary><c>/incidents</c>: alerts that belong together.</summary>
internal static class IncidentEndpoints
{
    private const int LongestGap = 24 * 60;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk) => api
        .MapGet("/incidents", (string? monitor, int? gapMinutes, int? limit) =>
            TypedResults.Ok(List(desk.Service, monitor, TimeSpan.FromMinutes(Limits.Of(gapMinutes, "gapMinutes", NewestIncidents.UsualGapMinutes, LongestGap)), Limits.Of(limit))))
        .RequireRole(Role.Viewer).WithTags("alerts").WithSummary("The newest incidents, that is alerts that belong together, the newest first");

    private static Page<IncidentView> List(OperatedService service, string? monitor, TimeSpan gap, int limit) => new(
    [
        .. service.Select(monitor)
            .SelectMany(m => NewestIncidents.Of(service.Operators, m.Name, gap).Select(i => i.View))
            .OrderByDescending(i => i.To)
            .Take(limit),
    ]);
}
