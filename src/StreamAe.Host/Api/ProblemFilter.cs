using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Api;

/// <summary>Turns what an endpoint says cannot be done, and a store that is away, into answers.</summary>
internal sealed partial class ProblemFilter(ILogger logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ApiProblem problem;
        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (ApiProblem error)
        {
            problem = error;
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
