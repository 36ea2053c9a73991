using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Api;

/// <summary><c>/openapi/v1.json</c>: what the API is, for those who write clients. The console's own types are made of it.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";

    public static void AddTo(IServiceCollection services) => services.AddOpenApi(Name, options => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "StreamAe";
        document.Info.Description =
            "Times of single things are ISO 8601 in UTC; times in series (t) are milliseconds since 1970. What does not exist is null. "
            + "Errors are application/problem+json. Entity keys are any text, so they travel as the parameter key, never in a path.";
        document.Servers?.Clear();
        return Task.CompletedTask;
    }));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi().RequireRole(Role.Viewer);
}
