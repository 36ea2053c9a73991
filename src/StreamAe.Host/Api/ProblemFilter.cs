using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Running;

namespace StreamAe.Host.Api;

/// <summary>Turns what an endpoint says cannot be done, a store that is away, and a service that closed meanwhile, into answers.</summary>
internal sealed partial class ProblemFilter(ServiceDesk desk, ILogger logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ApiProblem problem;
        OperatedService? asked = desk.Current;
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (ApiProblem error)
        {
            problem = error;
        }
        catch (InvalidOperationException) when (asked is not null && desk.Current != asked)
        {
            // A reload, or the end, has closed the store under it; what it wanted to write, it wrote wholly or not at all.
            problem = ApiProblem.Starting();
        }
        catch (Exception error) when (error is IOException or DbException or TimeoutException)
        {
            // What a database says may name its server: it stands in the log alone.
            LogStore(logger, error, context.HttpContext.Request.Path);
            problem = ApiProblem.StoreAway();
        }

        return problem.Errors is null
            ? TypedResults.Problem(problem.Message, statusCode: problem.Status)
            : TypedResults.Problem(problem.Message, statusCode: problem.Status, extensions: new Dictionary<string, object?> { ["errors"] = problem.Errors });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be answered: the store does not answer.")]
    private static partial void LogStore(ILogger logger, Exception error, string path);
}
