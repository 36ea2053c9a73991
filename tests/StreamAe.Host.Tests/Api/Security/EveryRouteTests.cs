using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Api;
using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>Every route of the API, without a key, with one that may too little, and with a right one.</summary>
public sealed class EveryRouteTests
{
    [Fact]
    public async Task EveryRoute_LetsInWhoHasItsRole()
    {
        await using SecuredServer server = await StartAsync(SecuredServer.WithKeys);
        (RouteEndpoint Endpoint, string Method, Role Role)[] routes =
        [
            .. server.Endpoints.Where(e => e.Metadata.GetMetadata<RequiredRole>() is not null)
                .SelectMany(e => e.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(m => (e, m, e.Metadata.GetRequiredMetadata<RequiredRole>().Role))),
        ];
        Assert.True(routes.Length > 20, $"{routes.Length} routes");
        foreach ((RouteEndpoint endpoint, string method, Role role) in routes)
        {
            string path = PathOf(endpoint);
            var allowed = new Dictionary<string, bool> { ["none"] = false, ["viewer"] = role <= Role.Viewer, ["operator"] = role <= Role.Operator, ["admin"] = true };
            foreach ((string who, bool isAllowed) in allowed)
            {
                string? key = AccessTests.KeyOf(who);
                Answer answer = await server.SendAsync(new HttpMethod(method), path, method == "GET" ? null : "{}", key is null ? [] : [("X-Api-Key", key)]);
                Assert.True(
                    isAllowed ? answer.Status == 503 || answer.Status is not (401 or 403 or 404 or 405 or >= 500) : answer.Status == (key is null ? 401 : 403),
                    $"{method} {path} for {who}: {answer}");
                if (answer.Status >= 400)
                {
                    Assert.Equal("application/problem+json", answer["Content-Type"]);
                }
            }
        }
    }

    [Fact]
    public async Task EveryRoute_NeedsARole_ButForTheSession()
    {
        await using SecuredServer server = await StartAsync(SecuredServer.WithKeys);
        AccessTests.AssertAnonymous(server.Endpoints, ["POST /api/v1/session", "DELETE /api/v1/session"]);
    }

    /// <summary>A page elsewhere can have a browser send forms and simple requests, and that is all it can.</summary>
    [Fact]
    public async Task EveryUnsafeRoute_InOpenMode_IsClosedToPagesElsewhere()
    {
        await using SecuredServer server = await StartAsync(SecuredServer.Open);
        foreach (RouteEndpoint endpoint in server.Endpoints)
        {
            foreach (string method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Where(m => m != "GET"))
            {
                (await server.SendAsync(new HttpMethod(method), PathOf(endpoint), "{}", ("Origin", "https://evil.example"))).AssertProblem(403);
                (await server.SendAsync(new HttpMethod(method), PathOf(endpoint), "{}", ("Content-Type", "text/plain"))).AssertProblem(415);
            }
        }
    }

    /// <summary>With something for every parameter.</summary>
    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(TextOf)))) + "?key=x";

    private static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { Name: "documentName" } => "v1",
        _ => "x",
    };

    private static Task<SecuredServer> StartAsync(ApiConfiguration configuration) => SecuredServer.StartAsync(
        configuration with { RateLimit = new RateLimitConfiguration { Requests = 10_000, Burst = 100_000 } },
        map: routes => ApiEndpoints.Map(routes, new ServiceDesk(), TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken));
}
