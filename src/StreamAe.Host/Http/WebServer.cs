using System.Net.Sockets;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StreamAe.Host.Api;

namespace StreamAe.Host.Http;

/// <summary>
/// A port of this process that answers HTTP/1.1. Nothing of the environment or of a file in the current folder changes where it listens: only
/// who starts it does.
/// </summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>More than any client of one process needs; they cannot take all the files that the process may open.</summary>
    private const int MostConnections = 256;

    /// <summary>What is asked for here fits into an address.</summary>
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);

    /// <summary>A client that does not read its answer must not hold up the process' end.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private WebServer(WebApplication application) => _application = application;

    /// <param name="map">Adds what it answers.</param>
    /// <exception cref="IOException">The port is taken, the address is not this machine's, or the process may not listen there.</exception>
    public static async Task<WebServer> StartAsync(IPAddress address, int port, Action<IEndpointRouteBuilder> map, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
            kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);

        // Signals are the service's: it ends this with itself.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication application = builder.Build();
        map(application);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new WebServer(application);
        }
        catch (Exception error)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (error is IOException or SocketException)
            {
                throw new IOException($"Nothing can be served at {new IPEndPoint(address, port)}: {(error.InnerException ?? error).Message.TrimEnd('.')}.", error);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
