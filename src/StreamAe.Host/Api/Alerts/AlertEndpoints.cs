using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Requests;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Operating;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Alerts;

/// <summary><c>/alerts</c>: what was raised, and what operators say of it.</summary>
internal static class AlertEndpoints
{
    private const double MostHours = 24 * 366;

    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapGet("/alerts", (
            string? monitor, string? entity, string? severity, string? kind, string? said, DateTimeOffset? from, DateTimeOffset? to, string? cursor, int? limit) =>
            TypedResults.Ok(new AlertQuery(
                monitor, entity, Words.Read<AlertSeverity>(severity, "severity"), Words.Read<AlertKind>(kind, "kind"), said, from, to).Run(desk.Service, cursor, Limits.Of(limit))))
            .RequireRole(Role.Viewer).WithTags("alerts").WithSummary("Alerts, the newest first");
        api.MapGet("/alerts/{id}", (string id) => Get(desk.Service, id))
            .RequireRole(Role.Viewer).WithTags("alerts").WithSummary("One alert");
        api.MapPost("/alerts/{id}/feedback", (string id, FeedbackForm form, HttpContext context) => Say(desk.Service, id, form, context))
            .RequireRole(Role.Operator).WithTags("alerts").WithSummary("What an alert was worth; its entity learns from it before its next event");
        api.MapPost("/alerts/{id}/snooze", (string id, SnoozeForm form, HttpContext context) => Snooze(desk.Service, id, form, context))
            .RequireRole(Role.Operator).WithTags("alerts").WithSummary("No alert by its scores of the alert's entity for a while; 0 hours ends that");
    }

    private static Ok<AlertView> Get(OperatedService service, string id)
    {
        Alert alert = Find(service, id);
        return TypedResults.Ok(AlertView.Of(alert, SaidView.Of(SaidOfAlerts.Read(service.Operators, alert.Monitor), alert.Id)));
    }

    private static Accepted<RequestView> Say(OperatedService service, string id, FeedbackForm form, HttpContext context)
    {
        Alert alert = Find(service, id);
        var body = new FeedbackBody(
            alert.Id, form.Feedback, Math.Min(alert.Since, alert.EventTime), alert.EventTime, float.IsFinite(alert.Surprise) ? alert.Surprise : 0);
        return RequestDesk.Append(service, service.Find(alert.Monitor), alert.Entity, OperatorRequestKind.Feedback, body.Write(), form.Reason, context);
    }

    private static Accepted<RequestView> Snooze(OperatedService service, string id, SnoozeForm form, HttpContext context)
    {
        if (form.Hours is not (>= 0 and <= MostHours))
        {
            throw ApiProblem.Invalid("hours", $"must be 0 to {MostHours}, not {form.Hours}");
        }

        Alert alert = Find(service, id);
        OperatedMonitor monitor = service.Find(alert.Monitor);

        // In event time, as everything of an entity: a replay, or a source that lags, has its own.
        EntityFigures? figures = monitor.Inspector(service.Store).Look(alert.Entity, e => e.Inspect());
        long now = Math.Max(figures?.LastEventTime ?? alert.EventTime, alert.EventTime);
        var body = new SnoozeBody(now + TimeSpan.FromHours(form.Hours).Ticks);
        return RequestDesk.Append(service, monitor, alert.Entity, OperatorRequestKind.Snooze, body.Write(), form.Reason, context);
    }

    private static Alert Find(OperatedService service, string id) => service.Operators.FindAlert(id)
        ?? throw ApiProblem.NotFound("No alert of that id is kept.");
}
