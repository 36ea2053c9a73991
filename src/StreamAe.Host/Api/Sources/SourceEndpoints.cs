using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Monitors;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Api.Sources;

/// <summary><c>/sources</c>: what comes in.</summary>
internal static class SourceEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk) => api
        .MapGet("/sources", () => List(desk.Service))
        .RequireRole(Role.Viewer).WithTags("sources").WithSummary("Where reading stands, and how far behind it is");

    private static Ok<Page<SourceView>> List(OperatedService service) => TypedResults.Ok(new Page<SourceView>(
        [.. service.Monitors.Zip(service.Board.Look(), (monitor, now) => ViewOf(service, monitor, now))]));

    private static SourceView ViewOf(OperatedService service, OperatedMonitor monitor, MonitorView now)
    {
        IReadOnlyList<SourcePosition> positions = service.Service.PositionsOf(monitor.Place);
        return new SourceView(
            monitor.Name,
            monitor.Source,
            monitor.SourceKind,
            now.Obstacle,

            // Of the same look as the positions: what a second ago waited is read by now.
            SourcePosition.LagOf(positions),
            positions.Count > 0
                ? [.. positions.Select(p => new SourcePositionView(p.Name, p.Position, p.End, p.Lag))]
                : [.. monitor.Totals.Summarize().Positions.Select(p => new SourcePositionView(p.Key, p.Value, null, null))]);
    }
}
