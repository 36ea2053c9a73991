using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StreamAe.Monitoring.Modules;

/// <summary>
/// What a process of a cluster shows to the others, and what it asks of them: a certificate that leads to one of the roots, is valid now and may be
/// used on this side of a connection. No other root of the machine counts, and nothing is downloaded or looked up: revocation is not checked.
/// </summary>
/// <param name="Certificate">Its own, with the key and the intermediates that are sent along.</param>
/// <param name="Roots">The certificates of the authorities.</param>
/// <param name="PeerName">A DNS name that every certificate must carry among its alternative names; null for any certificate of the roots.</param>
public sealed record ClusterTls(SslStreamCertificateContext Certificate, X509Certificate2Collection Roots, string? PeerName)
{
    /// <summary>Of serverAuth, among the extended key usages of RFC 5280.</summary>
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Of clientAuth.</summary>
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    /// <summary>How a chain is built: a new one for every chain, because who builds it adds what the peer sent.</summary>
    /// <param name="usage">What the certificate is used for; null where the caller adds that.</param>
    public X509ChainPolicy CreatePolicy(string? usage = null)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(Roots);
        if (usage is not null)
        {
            policy.ApplicationPolicy.Add(new Oid(usage));
        }

        return policy;
    }

    /// <summary>What is wrong with a certificate, to follow its name; null where nothing is.</summary>
    /// <param name="chain">Built with <see cref="CreatePolicy"/>.</param>
    public string? FindProblem(X509Certificate2 certificate, X509Chain chain)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(chain);
        X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            X509Certificate2 expired = chain.ChainElements
                .FirstOrDefault(e => e.ChainElementStatus.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid))?.Certificate ?? certificate;
            string whose = expired.Thumbprint == certificate.Thumbprint ? "is" : $"leads to {expired.Subject}, which is";
            return $"{whose} valid from {Text(expired.NotBefore)} to {Text(expired.NotAfter)} only";
        }

        if ((status & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != 0)
        {
            return $"was issued by {certificate.Issuer} and does not lead to {string.Join(" or ", Roots.Select(r => r.Subject))}";
        }

        if (status.HasFlag(X509ChainStatusFlags.NotValidForUsage))
        {
            return "is not for both serverAuth and clientAuth, as its extended key usage says";
        }

        if (status != X509ChainStatusFlags.NoError)
        {
            return $"has a chain that is not valid: {status}";
        }

        return PeerName is null || certificate.MatchesHostname(PeerName, allowWildcards: false, allowCommonName: false)
            ? null
            : $"does not carry the name {PeerName} among its alternative names";
    }

    private static string Text(DateTime local) => $"{local.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z";
}
