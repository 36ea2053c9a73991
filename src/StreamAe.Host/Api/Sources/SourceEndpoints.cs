using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Monitors;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Api.Sources;

/// <summary><c>/sources</c> and <c>/dead-letters</c>: what comes in, and what could not.</summary>
internal static class SourceEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapGet("/sources", () => List(desk.Service))
            .RequireRole(Role.Viewer).WithTags("sources").WithSummary("Where reading stands, and how far behind it is");
        api.MapGet("/dead-letters", (int? limit) => Letters(desk.Service, Limits.Of(limit, most: RecentLetters.Capacity)))
            .RequireRole(Role.Viewer).WithTags("sources").WithSummary("Records that could not be taken in, the newest first");
    }

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
            now.Lag,
            positions.Count > 0
                ? [.. positions.Select(p => new SourcePositionView(p.Name, p.Position, p.End, p.Lag))]
                : [.. monitor.Totals.Summarize().Positions.Select(p => new SourcePositionView(p.Key, p.Value, null, null))]);
    }

    private static Ok<DeadLettersView> Letters(OperatedService service, int limit)
    {
        IReadOnlyDictionary<DeadLetterReason, long> counts = service.Letters.Counts();
        return TypedResults.Ok(new DeadLettersView(
            [.. service.Letters.Newest(limit).Select(l => new DeadLetterView(l.At, l.Letter.Source, l.Letter.Position, l.Letter.Reason, l.Letter.Detail, l.Letter.Raw))],
            counts.Values.Sum(),
            counts.ToDictionary(c => JsonNamingPolicy.CamelCase.ConvertName(c.Key.ToString()), c => c.Value, StringComparer.Ordinal)));
    }
}
