using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Requests;

/// <summary>What operators ask of entities: train, another version, rows that are not to be learned.</summary>
internal static class RequestEndpoints
{
    public static void Map(IEndpointRouteBuilder api, ServiceDesk desk)
    {
        api.MapPost("/monitors/{monitor}/entity/requests", (string monitor, string key, RequestForm form, HttpContext context) =>
            Ask(desk.Service, monitor, key, form, context))
            .RequireRole(Role.Operator).WithTags("models").WithSummary("Retrain, roll back, promote, or keep rows out of training; applied before the entity's next event");
        api.MapPost("/monitors/{monitor}/retrain", (string monitor, RetrainForm form, HttpContext context) => RetrainAll(desk.Service, monitor, form, context))
            .RequireRole(Role.Operator).WithTags("models").WithSummary("Retrain every entity, each before its next event");
        api.MapGet("/monitors/{monitor}/requests", (string monitor, int? limit) => List(desk.Service, monitor, Limits.Of(limit)))
            .RequireRole(Role.Viewer).WithTags("models").WithSummary("What was asked for and what became of it, the newest first");
    }

    private static Accepted<RequestView> Ask(OperatedService service, string name, string key, RequestForm form, HttpContext context)
    {
        OperatedMonitor monitor = service.Find(name);
        service.RequireEntity(monitor, key);
        return RequestDesk.Append(service, monitor, key, form.Kind, BodyOf(form), form.Reason, context);
    }

    private static Accepted<RequestView> RetrainAll(OperatedService service, string name, RetrainForm form, HttpContext context) => RequestDesk.Append(
        service, service.Find(name), entity: null, OperatorRequestKind.Retrain, OperatorRequest.NoBody, form.Reason, context);

    private static Ok<Page<RequestView>> List(OperatedService service, string name, int limit)
    {
        OperatedMonitor monitor = service.Find(name);
        return TypedResults.Ok(new Page<RequestView>([.. service.Operators.ReadRequests(monitor.Name, limit).Select(RequestView.Of)]));
    }

    private static string BodyOf(RequestForm form) => form.Kind switch
    {
        OperatorRequestKind.Retrain => OperatorRequest.NoBody,
        OperatorRequestKind.Rollback or OperatorRequestKind.Promote => new VersionBody(
            form.Version ?? throw ApiProblem.Invalid("version", "is missing: say which")).Write(),
        OperatorRequestKind.Mark => form is { From: DateTimeOffset from, To: DateTimeOffset to }
            ? new MarkBody(Figures.Ticks(from), Figures.Ticks(to), form.Exclude ?? true).Write()
            : throw ApiProblem.Invalid("from", "and to are missing: say which rows"),
        _ => throw ApiProblem.Invalid("kind", "must be retrain, rollback, promote or mark"),
    };
}
