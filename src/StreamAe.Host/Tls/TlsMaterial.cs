using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Tls;

/// <summary>Makes certificates of PEM text, and finds out everything that the other processes would refuse them for.</summary>
internal static class TlsMaterial
{
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    /// <summary>How OpenSSL before 1.0 encrypted keys.</summary>
    private const string OldEncryption = "Proc-Type: 4,ENCRYPTED";

    private static readonly string[] KeyLabels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", EncryptedLabel];

    /// <returns>Null where there are problems.</returns>
    public static ClusterTls? Create(TlsConfiguration configuration, TlsFiles files, List<TlsProblem> problems)
    {
        X509Certificate2Collection? chain = ReadCertificates("certificate", files.Certificate, problems);
        X509Certificate2Collection? roots = ReadCertificates("ca", files.Ca, problems);
        X509Certificate2? own = chain is null || files.Key is null ? null : AddKey(chain[0], files.Certificate!, files.Key, configuration.KeyPassword?.Reveal(), problems);
        if (roots?.FirstOrDefault(c => c.SubjectName.Name != c.IssuerName.Name) is X509Certificate2 intermediate)
        {
            problems.Add(new TlsProblem(
                "ca", $"holds {intermediate.Subject}, which is no root", "keep only roots in it; intermediates belong behind the certificate in certificate:"));
            return null;
        }

        if (own is null || roots is null)
        {
            return null;
        }

        chain!.RemoveAt(0);
        var tls = new ClusterTls(SslStreamCertificateContext.Create(own, chain, offline: true), roots, configuration.PeerName);
        if (FindProblem(tls, own, chain) is string problem)
        {
            problems.Add(new TlsProblem("certificate", $"holds {own.Subject}, which {problem}", "give this process a certificate that the others accept"));
            return null;
        }

        return tls;
    }

    /// <summary>Whoever connects is a client to whom it connects: a process of a cluster is both.</summary>
    private static string? FindProblem(ClusterTls tls, X509Certificate2 own, X509Certificate2Collection intermediates)
    {
        foreach (string usage in (string[])[ClusterTls.ServerUsage, ClusterTls.ClientUsage])
        {
            using var built = new X509Chain { ChainPolicy = tls.CreatePolicy(usage) };
            built.ChainPolicy.ExtraStore.AddRange(intermediates);
            built.Build(own);
            if (tls.FindProblem(own, built) is string problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <returns>Null where there is none, or one is damaged.</returns>
    public static X509Certificate2Collection? ReadCertificates(string key, string? pem, List<TlsProblem> problems)
    {
        if (pem is null)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            problems.Add(new TlsProblem(key, "holds a certificate that is damaged", "write the certificate there again"));
            return null;
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        problems.Add(new TlsProblem(key, "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", "convert it: openssl x509 -inform DER -in FILE"));
        return null;
    }

    /// <returns>Null where the key cannot be used with the certificate.</returns>
    public static X509Certificate2? AddKey(X509Certificate2 certificate, string certificatePem, string keyPem, string? password, List<TlsProblem> problems)
    {
        string? label = FindKey(keyPem);
        if (keyPem.Contains(OldEncryption, StringComparison.Ordinal))
        {
            return Refuse("key", "is encrypted in a form without protection", "convert it: openssl pkcs8 -topk8 -in FILE");
        }

        if (label is null)
        {
            return Refuse("key", "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)", "write the certificate's key there");
        }

        if (label == EncryptedLabel && password is null)
        {
            return Refuse("key", "is encrypted, and there is no keyPassword", "add keyPassword: \"${env:NAME}\" or \"${file:PATH}\"");
        }

        if (label != EncryptedLabel && password is not null)
        {
            return Refuse("keyPassword", "is given, and the key is not encrypted", "remove it");
        }

        try
        {
            return password is null
                ? X509Certificate2.CreateFromPem(certificatePem, keyPem)
                : X509Certificate2.CreateFromEncryptedPem(certificatePem, keyPem, password);
        }
        catch (CryptographicException) when (password is not null)
        {
            return Refuse("key", "cannot be decrypted with keyPassword, or is the key of another certificate", "give the key's password, or the certificate's key");
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return Refuse("key", $"is not the key of {certificate.Subject} in certificate:", "give the certificate's key, or the key's certificate");
        }

        X509Certificate2? Refuse(string key, string rule, string remedy)
        {
            problems.Add(new TlsProblem(key, rule, remedy));
            return null;
        }
    }

    /// <summary>The label of the first private key; null where there is none.</summary>
    private static string? FindKey(string pem)
    {
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            string label = rest[fields.Label].ToString();
            if (KeyLabels.Contains(label, StringComparer.Ordinal))
            {
                return label;
            }

            rest = rest[fields.Location.End..];
        }

        return null;
    }
}
