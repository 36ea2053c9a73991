using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Commands;

namespace StreamAe.Host.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>, as orchestrators ask: 200 for yes, 503 for no, and a JSON body that says why.</summary>
internal static class HealthEndpoints
{
    public const string LivePath = "/health/live";
    public const string ReadyPath = "/health/ready";

    // Some load balancers ask without wanting the body.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder routes, ServiceHealth health)
    {
        routes.MapMethods(LivePath, Methods, context => AnswerAsync(context, health.Live())).AllowAnonymous().DisableRateLimiting();
        routes.MapMethods(ReadyPath, Methods, async context => await AnswerAsync(context, await health.ReadyAsync().ConfigureAwait(false)).ConfigureAwait(false))
            .AllowAnonymous()
            .DisableRateLimiting();
    }

    private static Task AnswerAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(report, JsonOutput.Options, context.RequestAborted);
    }
}
