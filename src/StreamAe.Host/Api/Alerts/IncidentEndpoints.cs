using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Api.Alerts;

/// <summary><c>/incidents</c>: alerts that belong together.</summary>
internal static class IncidentEndpoints
{
    /// <summary>Of a monitor, the newest: what they make are the newest incidents.</summary>
    private const int MostAlerts = 5000;

    private const int UsualGap = 10;
    private const int LongestGap = 24 * 60;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk) => api
        .MapGet("/incidents", (string? monitor, int? gapMinutes, int? limit) =>
            TypedResults.Ok(List(desk.Service, monitor, TimeSpan.FromMinutes(Limits.Of(gapMinutes, "gapMinutes", UsualGap, LongestGap)), Limits.Of(limit))))
        .RequireRole(Role.Viewer).WithTags("alerts").WithSummary("The newest incidents, that is alerts that belong together, the newest first");

    private static Page<IncidentView> List(OperatedService service, string? monitor, TimeSpan gap, int limit) => new(
    [
        .. service.Select(monitor)
            .SelectMany(m => Of(service, m, gap))
            .OrderByDescending(i => i.To)
            .Take(limit),
    ]);

    private static IEnumerable<IncidentView> Of(OperatedService service, OperatedMonitor monitor, TimeSpan gap)
    {
        IReadOnlyList<Incident> incidents = IncidentGrouping.Group(service.Operators.FindAlerts(monitor.Name, entity: null, MostAlerts), gap);
        long of = incidents.Count == 0 ? 0 : service.Operators.CountEntities(monitor.Name);
        return incidents.Select(i => IncidentView.Make(i, of));
    }
}
