using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary><c>/api/v1/session</c>: who one is, and how the console logs in and out.</summary>
internal sealed partial class SessionEndpoints(bool isOpen, KeyRing keys, SessionCookies sessions, RequestLimits limits, ILogger logger)
{
    public const string Path = "/api/v1/session";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext context) => SessionView.Of(context.Caller())).RequireRole(Role.Viewer);
        routes.MapPost(Path, BeginAsync).AllowAnonymous();
        routes.MapDelete(Path, End).AllowAnonymous();
    }

    private async Task BeginAsync(SessionRequest request, HttpContext context)
    {
        if (isOpen)
        {
            await context.Response.WriteAsJsonAsync(SessionView.Of(ApiCaller.Anybody), context.RequestAborted).ConfigureAwait(false);
            return;
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        if (keys.Find(request.Key ?? "") is ApiKey key)
        {
            LogBegun(logger, key.Name, address);
            await context.Response.WriteAsJsonAsync(SessionView.Of(sessions.Begin(key, context.Response)), context.RequestAborted).ConfigureAwait(false);
        }
        else if (limits.CountFailure(address) is TimeSpan wait)
        {
            await RequestLimits.RefuseAsync(context, wait).ConfigureAwait(false);
        }
        else
        {
            LogFailed(logger, address);
            await ProblemAnswer.WriteAsync(context, StatusCodes.Status401Unauthorized, "The key is not known here.").ConfigureAwait(false);
        }
    }

    private IResult End(HttpContext context)
    {
        sessions.End(context.Response);
        return Results.NoContent();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} has begun a session of the console from {Address}.")]
    private static partial void LogBegun(ILogger logger, string name, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A login to the console from {Address} was refused: the key is not known here.")]
    private static partial void LogFailed(ILogger logger, IPAddress? address);
}
