using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace StreamAe.Host.Http;

/// <summary>What a server listens to, and what it answers.</summary>
internal sealed record WebServerSetup
{
    public required IPAddress Address { get; init; }

    /// <summary>0 for a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Adds what it answers.</summary>
    public required Action<IEndpointRouteBuilder> Map { get; init; }

    /// <summary>What every answer goes through, from outside to inside, UseRouting among it; what is mapped comes after it. Default UseRouting alone.</summary>
    public Action<IApplicationBuilder> Use { get; init; } = application => application.UseRouting();

    /// <summary>Adds what endpoints ask for. Default nothing.</summary>
    public Action<IServiceCollection> AddServices { get; init; } = _ => { };

    /// <summary>Serves HTTPS, with HTTP/2 too: the certificate for a connection that begins now; null for plain HTTP/1.1. Default null.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>Most connections at once; more are closed. Default 256: more than any client of one process needs, and they cannot take all the files
    /// that the process may open.</summary>
    public int MostConnections { get; init; } = 256;

    /// <summary>Default 64 KiB: what is asked for mostly fits into an address.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;
}
