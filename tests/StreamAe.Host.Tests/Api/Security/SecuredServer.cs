using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>A real server on a free port of loopback, with an endpoint for each role, and a client that speaks to it.</summary>
internal sealed class SecuredServer : IAsyncDisposable
{
    public const string SecretInside = "nobody outside shall read this";

    private readonly ApiServer _server;

    private SecuredServer(ApiServer server, HttpClient client)
    {
        _server = server;
        Client = client;
    }

    public static string ViewerKey { get; } = KeyRing.CreateKey();

    public static string OperatorKey { get; } = KeyRing.CreateKey();

    public static string AdminKey { get; } = KeyRing.CreateKey();

    /// <summary>One key a role.</summary>
    public static ApiConfiguration WithKeys { get; } = new()
    {
        Port = 0,
        Keys =
        [
            new ApiKey { Name = "vera", Role = Role.Viewer, Hash = KeyRing.HashOf(ViewerKey) },
            new ApiKey { Name = "otto", Role = Role.Operator, Hash = KeyRing.HashOf(OperatorKey) },
            new ApiKey { Name = "ada", Role = Role.Admin, Hash = KeyRing.HashOf(AdminKey) },
        ],
    };

    /// <summary>Nobody has to show who they are.</summary>
    public static ApiConfiguration Open { get; } = new() { Port = 0 };

    public HttpClient Client { get; }

    public int Port => _server.Port;

    public IEnumerable<RouteEndpoint> Endpoints => _server.Endpoints;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<SecuredServer> StartAsync(
        ApiConfiguration configuration, RecordingLogger? logger = null, TimeProvider? time = null, Action<IEndpointRouteBuilder>? map = null, HttpMessageHandler? handler = null)
    {
        ApiServer server = await ApiServer.StartAsync(
            configuration, map ?? Map, time ?? TimeProvider.System, new RecordingLoggers(logger ?? new RecordingLogger()), Stop);
        string scheme = configuration.Tls is null ? "http" : "https";
        var client = new HttpClient(handler ?? new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"{scheme}://localhost:{server.Port}"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        return new SecuredServer(server, client);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        else if (method != HttpMethod.Get && method != HttpMethod.Head)
        {
            request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        foreach ((string name, string value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
            }
        }

        using HttpResponseMessage answer = await Client.SendAsync(request, Stop);
        return new Answer(
            (int)answer.StatusCode,
            await answer.Content.ReadAsStringAsync(Stop),
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(h => h.Key, h => string.Join('\n', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Logs in as the console does.</summary>
    /// <returns>The cookie, as a browser sends it back, and the text for unsafe requests.</returns>
    public async Task<(string Cookie, string Csrf)> LoginAsync(string key)
    {
        Answer answer = await SendAsync(HttpMethod.Post, SessionEndpoints.Path, $$"""{"key":"{{key}}"}""");
        Assert.True(answer.Status == 200, answer.ToString());
        return (answer.Headers["Set-Cookie"].Split(';')[0], answer.Json.GetProperty("csrf").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/v1/test").RequireRole(Role.Viewer);
        group.MapGet("/viewer", (HttpContext context) => context.Caller().Name);
        group.MapGet("/operator", (HttpContext context) => context.Caller().Name).RequireRole(Role.Operator);
        group.MapGet("/admin", (HttpContext context) => context.Caller().Name).RequireRole(Role.Admin);
        group.MapPost("/change", (TestChange change, HttpContext context) => $"{context.Caller().Name} {change.Value}").RequireRole(Role.Operator);
        group.MapGet("/number", (int value) => value);
        group.MapGet("/fail", string () => throw new InvalidOperationException(SecretInside));
        group.MapGet("/late", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            throw new InvalidOperationException(SecretInside);
        });
        group.MapGet("/live", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begun", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        group.MapGet("/away", string () => throw new TimeoutException(SecretInside));
        routes.MapGet("/page", () => Results.Text("page", "text/html")).AllowAnonymous();
    }
}
