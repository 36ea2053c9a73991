using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>Who is let in where.</summary>
public sealed class AccessTests
{
    /// <summary>The only endpoints of the API that let in anybody, beside the console's own files.</summary>
    private static readonly string[] Anonymous = ["POST /api/v1/session", "DELETE /api/v1/session"];

    [Theory]
    [InlineData("viewer", 200, 403, 403)]
    [InlineData("operator", 200, 200, 403)]
    [InlineData("admin", 200, 200, 200)]
    [InlineData("none", 401, 401, 401)]
    [InlineData("wrong", 401, 401, 401)]
    public async Task Get_OfEachRole_IsForThoseThatHaveIt(string who, int viewer, int @operator, int admin)
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        string? key = KeyOf(who);
        foreach ((string path, int expected) in new[] { ("viewer", viewer), ("operator", @operator), ("admin", admin) })
        {
            foreach ((string Name, string Value) header in key is null ? [("X-Nothing", "x")] : new[] { ("X-Api-Key", key), ("Authorization", $"Bearer {key}"), ("Authorization", $"bearer  {key} ") })
            {
                Answer answer = await server.GetAsync($"/api/v1/test/{path}", header);
                Assert.Equal(expected, answer.Status);
                if (expected != 200)
                {
                    answer.AssertProblem(expected);
                }

                Assert.Equal(expected == 401, answer["WWW-Authenticate"] is not null);
            }
        }
    }

    [Fact]
    public async Task Get_TellsTheEndpointWhoAsks()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        Assert.Equal("otto", (await server.GetAsync("/api/v1/test/operator", ("X-Api-Key", SecuredServer.OperatorKey))).Body);
    }

    [Fact]
    public async Task Get_ASecondCredential_IsRefused()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        (await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", SecuredServer.ViewerKey), ("Authorization", $"Bearer {SecuredServer.AdminKey}"))).AssertProblem(401);
        (await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", SecuredServer.ViewerKey), ("X-Api-Key", SecuredServer.ViewerKey))).AssertProblem(401);

        // A wrong key is not made good by a cookie beside it.
        (string cookie, _) = await server.LoginAsync(SecuredServer.AdminKey);
        (await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", KeyRing.CreateKey()), ("Cookie", cookie))).AssertProblem(401);
    }

    [Fact]
    public async Task Get_NoEndpoint_IsAProblemForEverybody()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        (await server.GetAsync("/api/v1/nowhere")).AssertProblem(404);
        Answer other = await server.SendAsync(HttpMethod.Put, "/api/v1/test/viewer", "{}", ("X-Api-Key", SecuredServer.ViewerKey));
        other.AssertProblem(405);
        Assert.Equal("GET", other["Allow"]);
    }

    [Fact]
    public async Task Get_AnAnonymousEndpoint_LetsInEverybody_AlsoWithAWrongKey()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        Assert.Equal("page", (await server.GetAsync("/page")).Body);
        Assert.Equal("page", (await server.GetAsync("/page", ("Authorization", "Basic YTpi"))).Body);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Start_AnEndpointThatDoesNotSayWhoMayCallIt_IsRefused(bool hasRole, bool isAnonymous)
    {
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => SecuredServer.StartAsync(SecuredServer.WithKeys, map: routes =>
        {
            RouteHandlerBuilder route = routes.MapGet("/api/v1/forgotten", () => "x");
            _ = hasRole ? route.RequireRole(Role.Viewer) : route;
            _ = isAnonymous ? route.AllowAnonymous() : route;
        }));
        Assert.Contains("/api/v1/forgotten", error.Message);
    }

    [Fact]
    public async Task Start_OpenToOtherMachines_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(
        () => SecuredServer.StartAsync(SecuredServer.Open with { Address = IPAddress.Any }));

    [Fact]
    public async Task Endpoints_WithoutARole_AreTheseAlone()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        AssertAnonymous(server.Endpoints, [.. Anonymous, "GET /page"]);
    }

    /// <param name="allowed">Method and pattern.</param>
    internal static void AssertAnonymous(IEnumerable<RouteEndpoint> endpoints, IReadOnlyList<string> allowed)
    {
        string[] found =
        [
            .. endpoints.Where(e => e.Metadata.GetMetadata<RequiredRole>() is null || e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"]).Select(m => $"{m} {e.RoutePattern.RawText}")),
        ];
        Assert.Equal(allowed.Order(), found.Order());
    }

    internal static string? KeyOf(string who) => who switch
    {
        "viewer" => SecuredServer.ViewerKey,
        "operator" => SecuredServer.OperatorKey,
        "admin" => SecuredServer.AdminKey,
        "wrong" => KeyRing.CreateKey(),
        _ => null,
    };
}
