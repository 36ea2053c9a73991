using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Requests;

/// <summary>Where operators' requests are handed in.</summary>
internal static class RequestDesk
{
    /// <param name="entity">Null for all.</param>
    /// <exception cref="ApiProblem">It is none that an entity could apply.</exception>
    public static Accepted<RequestView> Append(
        OperatedService service, OperatedMonitor monitor, string? entity, OperatorRequestKind kind, string body, string? reason, HttpContext context)
    {
        TimeProvider time = service.Live.Time;
        var request = new OperatorRequest(0, monitor.Name, entity, kind, body, context.CallerName(), time.GetUtcNow(), Limits.Reason(reason));
        try
        {
            request = request with { Sequence = service.Operators.Append(request) };
        }
        catch (ArgumentException error)
        {
            throw new ApiProblem(StatusCodes.Status422UnprocessableEntity, error.Message);
        }

        return TypedResults.Accepted((string?)null, RequestView.Of(request));
    }
}
