using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace StreamAe.Host.Tests.Tls;

/// <summary>An authority that issues certificates for tests.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Beginning = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _certificate;
    private long _serial = 1;

    public TestAuthority(string name = "Plant Root")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = RequestOf(name, key).CreateSelfSigned(Beginning, End);
    }

    private TestAuthority(X509Certificate2 certificate) => _certificate = certificate;

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>An authority whose certificates come from this one.</summary>
    public TestAuthority Intermediate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 signed = RequestOf(name, key).Create(_certificate, Beginning, End, NextSerial());
        return new TestAuthority(signed.CopyWithPrivateKey(key));
    }

    /// <param name="names">DNS names among the alternative names.</param>
    /// <param name="usages">Extended key usages; null for those of a silo.</param>
    public (string Certificate, string Key) Issue(
        string name = "silo", DateTimeOffset? from = null, DateTimeOffset? to = null, string[]? names = null, string[]? usages = null, string? password = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        var purposes = new OidCollection();
        foreach (string usage in usages ?? [ServerUsage, ClientUsage])
        {
            purposes.Add(new Oid(usage));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string alternative in names ?? [])
        {
            alternatives.AddDnsName(alternative);
        }

        if (names is not null)
        {
            request.CertificateExtensions.Add(alternatives.Build());
        }

        using X509Certificate2 issued = request.Create(_certificate, from ?? Beginning, to ?? End, NextSerial());
        string keyPem = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        return (issued.ExportCertificatePem(), keyPem);
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest RequestOf(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request;
    }

    private byte[] NextSerial() => BitConverter.GetBytes(_serial++);
}
