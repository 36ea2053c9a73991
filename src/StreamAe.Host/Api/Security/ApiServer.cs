using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Http;
using StreamAe.Host.Tls;

namespace StreamAe.Host.Api.Security;

/// <summary>
/// Serves the API: everything that is mapped is behind authentication, roles, limits and the rules for browsers, and <c>/api/v1/session</c> is there.
/// </summary>
internal sealed partial class ApiServer : IAsyncDisposable
{
    /// <summary>A monitor file fits many times.</summary>
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Browsers keep several, and the console one for as long as it is open.</summary>
    private const int MostConnections = 1000;

    private readonly WebServer _server;
    private readonly RequestLimits _limits;
    private readonly TokenAuthority? _tokens;

    private ApiServer(WebServer server, RequestLimits limits, TokenAuthority? tokens)
    {
        _server = server;
        _limits = limits;
        _tokens = tokens;
    }

    /// <summary>Where it listens, also where it was asked for a free port.</summary>
    public int Port => _server.Port;

    /// <summary>Everything it answers.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => _server.Endpoints.SelectMany(e => e.Endpoints).OfType<RouteEndpoint>();

    /// <param name="map">Adds endpoints: each with <see cref="SecurityExtensions.RequireRole"/>, its own or its group's, or with AllowAnonymous.</param>
    /// <exception cref="IOException">The port is taken, the address is not this machine's, or the process may not listen there.</exception>
    /// <exception cref="InvalidDataException">The certificate cannot be used.</exception>
    /// <exception cref="InvalidOperationException">An endpoint says nothing about who may call it.</exception>
    public static async Task<ApiServer> StartAsync(
        ApiConfiguration configuration, Action<IEndpointRouteBuilder> map, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        bool isLoopback = IPAddress.IsLoopback(configuration.Address);
        if (configuration.IsOpen && !isLoopback)
        {
            throw new ArgumentException($"{configuration.Address} is open to other machines, and there are neither keys nor oidc.", nameof(configuration));
        }

        ILogger logger = loggers.CreateLogger<ApiServer>();
        ServerCertificate? certificate = configuration.Tls is null ? null : new ServerCertificate(configuration.Tls, time, logger);
        var limits = new RequestLimits(configuration.RateLimit);
        TokenAuthority? tokens = configuration.Oidc is null ? null : new TokenAuthority(configuration.Oidc, time, logger);
        var keys = new KeyRing(configuration.Keys);
        var sessions = new SessionCookies(configuration, keys, time);
        var browsers = new BrowserRules(configuration.IsOpen, configuration.PublicUrl);
        var problems = new ProblemAnswers(logger);
        var gate = new AccessGate(new Authentication(configuration.IsOpen, keys, sessions, tokens), limits, browsers, time, logger);
        try
        {
            WebServer server = await WebServer.StartAsync(
                new WebServerSetup
                {
                    Address = configuration.Address,
                    Port = configuration.Port,
                    Certificate = certificate is null ? null : () => certificate.Current,
                    MostConnections = MostConnections,
                    MaxBodyBytes = MaxBodyBytes,
                    AddServices = AddServices,
                    Use = application => application
                        .Use(next => context =>
                        {
                            SecurityHeaders.AddTo(context, configuration.IsReachedByTls);
                            return problems.RunAsync(context, next);
                        })
                        .Use(next => context => browsers.FindHostProblem(context.Request) is string problem
                            ? ProblemAnswer.WriteAsync(context, StatusCodes.Status403Forbidden, problem)
                            : next(context))
                        .UseRouting()
                        .Use(next => context => gate.RunAsync(context, next)),
                    Map = routes =>
                    {
                        new SessionEndpoints(configuration.IsOpen, keys, sessions, limits, logger).Map(routes);
                        map(routes);
                        Check(routes);
                    },
                },
                cancellationToken).ConfigureAwait(false);
            Announce(configuration, server.Port, isLoopback, logger);
            return new ApiServer(server, limits, tokens);
        }
        catch
        {
            limits.Dispose();
            tokens?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _limits.Dispose();
        _tokens?.Dispose();
    }

    private static void AddServices(IServiceCollection services)
    {
        ApiDocument.AddTo(services);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            ApiJson.Configure(options.SerializerOptions);

            // Of two values of one name each reader takes another.
            options.SerializerOptions.AllowDuplicateProperties = false;

            // What is left out is not zero, and not the first word of a list.
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
    }

    /// <summary>An endpoint that forgot to say who may call it is a mistake that must not wait for somebody to find it.</summary>
    private static void Check(IEndpointRouteBuilder routes)
    {
        foreach (RouteEndpoint endpoint in routes.DataSources.SelectMany(d => d.Endpoints).OfType<RouteEndpoint>())
        {
            bool hasRole = endpoint.Metadata.GetMetadata<RequiredRole>() is not null;
            if (hasRole == (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null))
            {
                throw new InvalidOperationException(
                    $"{endpoint.DisplayName} {(hasRole ? "requires a role and allows anonymous callers" : "requires no role")}: add RequireRole or AllowAnonymous, one of them.");
            }
        }
    }

    private static void Announce(ApiConfiguration configuration, int port, bool isLoopback, ILogger logger)
    {
        var address = new UriBuilder(configuration.Tls is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps, configuration.Address.ToString(), port);
        LogServed(logger, address.Uri);
        if (configuration.IsOpen)
        {
            LogOpen(logger);
        }
        else if (!isLoopback && !configuration.IsReachedByTls)
        {
            LogPlain(logger, configuration.Address);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serves the API at {Address}")]
    private static partial void LogServed(ILogger logger, Uri address);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "It listens on loopback only and lets everybody on this machine do everything: api: has neither keys nor oidc. To open it to others, see docs/security.md.")]
    private static partial void LogOpen(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "KEYS AND TOKENS ARE SENT IN THE CLEAR: the API listens at {Address} without TLS, and whoever is on the way can read and use them. Add api: {{tls: …}}, or put a proxy with TLS before it and say so by api: {{publicUrl: https://…}}.")]
    private static partial void LogPlain(ILogger logger, IPAddress address);
}
