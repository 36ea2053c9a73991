using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Inspection;

namespace StreamAe.Host.Api.Entities;

/// <summary>
/// <c>/entities</c> and <c>/entity</c> of a monitor. A key is any text, dots and slashes too, which addresses change on their way: it is a
/// parameter, <c>?key=</c>, and no part of a path.
/// </summary>
internal static class EntityEndpoints
{
    /// <summary>The newest alerts of a monitor that the worst entities are looked for among.</summary>
    private const int MostAlerts = 5000;
    private const int UsualWorst = 10;
    private const int MostHours = 24 * 366;
    private const int UsualHours = 24;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapGet("/monitors/{monitor}/entities", (string monitor, string? search, string? cursor, int? limit) =>
            List(desk.Service, monitor, search ?? string.Empty, cursor ?? string.Empty, Limits.Of(limit)))
            .RequireRole(Role.Viewer).WithTags("entities").WithSummary("Entities whose keys hold a text, by key");
        api.MapGet("/monitors/{monitor}/worst", (string monitor, int? hours, int? limit) =>
            Worst(desk.Service, monitor, Limits.Of(hours, "hours", UsualHours, MostHours), Limits.Of(limit, usual: UsualWorst)))
            .RequireRole(Role.Viewer).WithTags("entities").WithSummary("Entities with the most alerts of the newest hours of the monitor's own time");
        api.MapGet("/monitors/{monitor}/entity", (string monitor, string key) => Get(desk.Service, monitor, key))
            .RequireRole(Role.Viewer).WithTags("entities").WithSummary("An entity as its last commit left it");
        api.MapGet("/monitors/{monitor}/entity/scores", (
            string monitor, string key, DateTimeOffset? from, DateTimeOffset? to, int? points, CancellationToken cancellationToken) =>
            TypedResults.Ok(EntityScores.Read(desk.Service, desk.Service.Find(monitor), key, from, to, points, cancellationToken)))
            .RequireRole(Role.Viewer).WithTags("entities").WithSummary("Its stored scores over time, with alerts and model versions");
        api.MapGet("/monitors/{monitor}/entity/features", (string monitor, string key, int? rows) =>
            TypedResults.Ok(EntityRows.ReadFeatures(desk.Service, desk.Service.Find(monitor), key, rows)))
            .RequireRole(Role.Viewer).WithTags("entities").WithSummary("Its newest rows: what was, what the model expects, who is to blame");
        api.MapGet("/monitors/{monitor}/entity/latent", (string monitor, string key, int? rows) =>
            TypedResults.Ok(EntityRows.ReadCodes(desk.Service, desk.Service.Find(monitor), key, rows)))
            .RequireRole(Role.Viewer).WithTags("models").WithSummary("Its newest rows in the latent space of its model");
        api.MapGet("/monitors/{monitor}/entity/versions", (string monitor, string key) => Versions(desk.Service, monitor, key))
            .RequireRole(Role.Viewer).WithTags("models").WithSummary("Every training of it, which versions are kept, which judges");
    }

    private static Ok<Page<EntityKeyView>> List(OperatedService service, string name, string search, string after, int limit)
    {
        IReadOnlyList<string> keys = service.Operators.FindEntities(service.Find(name).Name, search, after, limit + 1);
        bool isMore = keys.Count > limit;
        return TypedResults.Ok(new Page<EntityKeyView>([.. keys.Take(limit).Select(k => new EntityKeyView(k))], isMore ? keys[limit - 1] : null));
    }

    private static Ok<Page<WorstEntityView>> Worst(OperatedService service, string name, int hours, int limit)
    {
        OperatedMonitor monitor = service.Find(name);
        IReadOnlyList<Alert> alerts = service.Operators.FindAlerts(name, entity: null, MostAlerts);
        long newest = Math.Max(monitor.Totals.Summarize().NewestEventTime ?? 0, alerts.Count == 0 ? 0 : alerts.Max(a => a.EventTime));
        long from = newest - TimeSpan.FromHours(hours).Ticks;
        return TypedResults.Ok(new Page<WorstEntityView>(
        [
            .. alerts.Where(a => a.EventTime >= from)
                .GroupBy(a => a.Entity, StringComparer.Ordinal)
                .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Max(a => a.Surprise))
                .Take(limit)
                .Select(g => new WorstEntityView(
                    g.Key,
                    g.Count(),
                    Figures.Finite(g.Max(a => a.Surprise)),
                    Figures.Time(g.Max(a => a.EventTime)),
                    g.MaxBy(a => a.EventTime)!.Id,
                    g.Max(a => a.Severity))),
        ]));
    }

    private static Ok<EntityView> Get(OperatedService service, string name, string key)
    {
        OperatedMonitor monitor = service.Find(name);
        EntityFigures figures = monitor.Inspector(service.Store).Look(key, e => e.Inspect()) ?? throw OperatedService.NoEntity(monitor, key);
        return TypedResults.Ok(EntityView.Of(monitor, figures));
    }

    private static Ok<Page<VersionView>> Versions(OperatedService service, string name, string key)
    {
        OperatedMonitor monitor = service.Find(name);
        service.RequireEntity(monitor, key);
        return TypedResults.Ok(new Page<VersionView>([.. service.Operators.ReadVersions(monitor.Name, key).Reverse().Select(VersionView.Of)]));
    }
}
