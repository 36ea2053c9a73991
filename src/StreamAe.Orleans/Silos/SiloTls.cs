using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Orleans.Connections.Security;
using StreamAe.Monitoring.Modules;
using StreamAe.Orleans.Runtime;

namespace StreamAe.Orleans.Silos;

/// <summary>Mutual TLS on every connection between silos: who connects and who is connected to prove themselves alike.</summary>
internal sealed class SiloTls(Func<ClusterTls> current, ILogger logger)
{
    public void Use(ISiloBuilder silo) => silo.UseTls(options =>
    {
        // What it wants to have at the start; each connection takes the current one.
        options.LocalCertificate = current().Certificate.TargetCertificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = Accepts;
        options.OnAuthenticateAsServer = (_, connection) =>
        {
            ClusterTls tls = current();
            var server = (SslServerAuthenticationOptions)connection.SslServerAuthenticationOptions;
            server.ServerCertificate = null;
            server.ServerCertificateSelectionCallback = null;
            server.ServerCertificateContext = tls.Certificate;
            server.CertificateChainPolicy = tls.CreatePolicy();
        };
        options.OnAuthenticateAsClient = (_, connection) =>
            Configure((SslClientAuthenticationOptions)connection.SslClientAuthenticationOptions, current());
    });

    /// <summary>How a connection to another silo begins.</summary>
    public static void Configure(SslClientAuthenticationOptions client, ClusterTls tls)
    {
        client.ClientCertificates = null;
        client.LocalCertificateSelectionCallback = null;
        client.ClientCertificateContext = tls.Certificate;
        client.CertificateChainPolicy = tls.CreatePolicy();

        // Silos know each other by address; the name that certificates must carry, if any, is the validator's to look for.
        client.TargetHost = tls.PeerName ?? string.Empty;
    }

    private bool Accepts(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        string? problem = chain is null ? "came without a chain" : current().FindProblem(certificate, chain);
        if (problem is not null)
        {
            OrleansLog.PeerRefused(logger, certificate.Subject, problem);
        }

        return problem is null;
    }
}
