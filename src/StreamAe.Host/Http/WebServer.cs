using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StreamAe.Host.Http;

/// <summary>
/// A port of this process that answers HTTP/1.1, and HTTP/2 where it has TLS. Nothing of the environment or of a file in the current folder
/// changes where it listens: only who starts it does.
/// </summary>
internal sealed class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(10);

    /// <summary>A client that does not read its answer must not hold up the process' end.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private WebServer(WebApplication application) => _application = application;

    /// <summary>Where it listens, also where it was asked for a free port.</summary>
    public int Port => new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <summary>Everything it answers.</summary>
    public IReadOnlyList<EndpointDataSource> Endpoints => [.. ((IEndpointRouteBuilder)_application).DataSources];

    /// <param name="map">Adds what it answers.</param>
    /// <exception cref="IOException">The port is taken, the address is not this machine's, or the process may not listen there.</exception>
    public static Task<WebServer> StartAsync(IPAddress address, int port, Action<IEndpointRouteBuilder> map, CancellationToken cancellationToken) =>
        StartAsync(new WebServerSetup { Address = address, Port = port, Map = map }, cancellationToken);

    /// <exception cref="IOException">The port is taken, the address is not this machine's, or the process may not listen there.</exception>
    public static async Task<WebServer> StartAsync(WebServerSetup setup, CancellationToken cancellationToken)
    {
        WebApplication application = Build(setup);
        try
        {
            setup.Use(application);
            setup.Map(application);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new WebServer(application);
        }
        catch (Exception error)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (error is IOException or SocketException)
            {
                throw new IOException(
                    $"Nothing can be served at {new IPEndPoint(setup.Address, setup.Port)}: {(error.InnerException ?? error).Message.TrimEnd('.')}.", error);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(WebServerSetup setup)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = setup.MostConnections;
            kestrel.Limits.MaxRequestBodySize = setup.MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = HeadersLimit;
            kestrel.Listen(setup.Address, setup.Port, listen =>
            {
                listen.Protocols = setup.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (setup.Certificate is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(OptionsOf(setup.Certificate())) });
                }
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimit);

        // Signals are the service's: it ends this with itself.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        setup.AddServices(builder.Services);
        return builder.Build();
    }

    private static SslServerAuthenticationOptions OptionsOf(SslStreamCertificateContext certificate) => new()
    {
        ServerCertificateContext = certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
    };

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
