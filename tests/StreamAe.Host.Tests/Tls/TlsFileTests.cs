using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Tls;

/// <summary>Everything that the other processes would refuse is refused when the configuration is read, where it stands.</summary>
public sealed class TlsFileTests : IDisposable
{
    private static readonly Part Orleans = new("Orleans", "included", typeof(TlsFileTests).Assembly.GetName().Name!);

    private readonly ServiceFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Load_GoodFiles_AreTaken_RelativeToTheConfiguration()
    {
        Write(_authority.Issue(names: ["silo.plant.example"]));
        ServiceFileResult read = Load(", peerName: silo.plant.example");
        Assert.Empty(read.Errors);
        TlsConfiguration tls = Assert.IsType<TlsConfiguration>(read.Configuration!.Runtime.Tls);
        Assert.Equal(
            (Path.Combine(_folder.Root, "silo.pem"), Path.Combine(_folder.Root, "silo.key"), Path.Combine(_folder.Root, "ca.pem"), "silo.plant.example"),
            (tls.Certificate, tls.Key, tls.Ca, tls.PeerName));
    }

    [Fact]
    public void Load_WithoutTls_HasNone() => Assert.Null(_folder.Load(ServiceFolder.Valid + "\nruntime: {kind: orleans}", Orleans).Configuration!.Runtime.Tls);

    [Fact]
    public void Load_AnEncryptedKey_NeedsItsPassword()
    {
        Write(_authority.Issue(password: "open sesame"));
        Assert.Empty(Errors(", keyPassword: open sesame"));
        Assert.Equal(
            "runtime.tls.key: silo.key is encrypted, and there is no keyPassword; add keyPassword: \"${env:NAME}\" or \"${file:PATH}\"", Assert.Single(Errors()));
        string wrong = Assert.Single(Errors(", keyPassword: open simsim"));
        Assert.StartsWith("runtime.tls.key: silo.key cannot be decrypted with keyPassword, or is the key of another certificate", wrong);
        Assert.DoesNotContain("simsim", wrong);
    }

    [Fact]
    public void Load_APasswordOfAKeyThatIsNotEncrypted_IsRefusedAndNotShown()
    {
        Write(_authority.Issue());
        Assert.Equal("runtime.tls.keyPassword: is given, and the key is not encrypted; remove it", Assert.Single(Errors(", keyPassword: hunter2")));
    }

    [Fact]
    public void Load_AnRsaKeyInItsOldForm_IsTaken()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=old", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Write((own.ExportCertificatePem(), key.ExportRSAPrivateKeyPem()), own.ExportCertificatePem());
        Assert.Empty(Errors());
    }

    [Fact]
    public void Load_AKeyBehindTheParametersOfItsCurve_IsTaken()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=curve", key, HashAlgorithmName.SHA256);
        using X509Certificate2 own = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        const string Parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        Write((own.ExportCertificatePem(), Parameters + key.ExportECPrivateKeyPem()), own.ExportCertificatePem());
        Assert.Empty(Errors());
    }

    [Fact]
    public void Load_IntermediatesBehindTheCertificate_LeadToTheRoot()
    {
        using TestAuthority factory = _authority.Intermediate("Factory");
        (string certificate, string key) = factory.Issue();
        Write((certificate, key));
        Assert.StartsWith(
            "runtime.tls.certificate: silo.pem holds CN=silo, which was issued by CN=Factory and does not lead to CN=Plant Root;", Assert.Single(Errors()));
        Write((certificate + "\n" + factory.Pem, key));
        Assert.Empty(Errors());
    }

    [Fact]
    public void Load_AnIntermediateAsRoot_IsRefused()
    {
        using TestAuthority factory = _authority.Intermediate("Factory");
        Write(factory.Issue(), factory.Pem);
        Assert.Equal(
            "runtime.tls.ca: ca.pem holds CN=Factory, which is no root; keep only roots in it; intermediates belong behind the certificate in certificate:",
            Assert.Single(Errors()));
    }

    [Fact]
    public void Load_AnotherRoot_IsRefused()
    {
        using var other = new TestAuthority("Other Root");
        Write(other.Issue());
        Assert.StartsWith(
            "runtime.tls.certificate: silo.pem holds CN=silo, which was issued by CN=Other Root and does not lead to CN=Plant Root;", Assert.Single(Errors()));

        // Both roots: how one replaces another.
        Write(other.Issue(), _authority.Pem + "\n" + other.Pem);
        Assert.Empty(Errors());
    }

    [Fact]
    public void Load_AnotherRootOfTheSameName_IsRefused()
    {
        using var impostor = new TestAuthority();
        Write(impostor.Issue());
        Assert.StartsWith("runtime.tls.certificate: silo.pem holds CN=silo, which ", Assert.Single(Errors()));
    }

    [Theory]
    [InlineData("2020-01-02", "2021-01-01", "is valid from 2020-01-02 00:00:00Z to 2021-01-01 00:00:00Z only")]
    [InlineData("2080-01-01", "2081-01-01", "is valid from 2080-01-01 00:00:00Z to 2081-01-01 00:00:00Z only")]
    public void Load_ACertificateOutsideItsTime_IsRefused(string from, string to, string expected)
    {
        Write(_authority.Issue(from: Utc(from), to: Utc(to)));
        Assert.StartsWith($"runtime.tls.certificate: silo.pem holds CN=silo, which {expected};", Assert.Single(Errors()));
    }

    [Theory]
    [InlineData(TestAuthority.ServerUsage)]
    [InlineData(TestAuthority.ClientUsage)]
    [InlineData("1.3.6.1.5.5.7.3.4")]
    public void Load_ACertificateForLessThanBothSides_IsRefused(string usage)
    {
        Write(_authority.Issue(usages: [usage]));
        Assert.StartsWith(
            "runtime.tls.certificate: silo.pem holds CN=silo, which is not for both serverAuth and clientAuth, as its extended key usage says;",
            Assert.Single(Errors()));
    }

    [Theory]
    [InlineData("silo", "silo.plant.example")]
    [InlineData("silo.plant.example", "*.plant.example")]
    [InlineData("silo.plant.example", null)]
    public void Load_ACertificateWithoutThePeersName_IsRefused(string commonName, string? alternative)
    {
        Write(_authority.Issue(commonName, names: alternative is null ? null : [alternative]));
        Assert.StartsWith(
            $"runtime.tls.certificate: silo.pem holds CN={commonName}, which does not carry the name peer.plant.example among its alternative names;",
            Assert.Single(Errors(", peerName: peer.plant.example")));
    }

    [Fact]
    public void Load_AKeyOfAnotherCertificate_IsRefused()
    {
        Write((_authority.Issue().Certificate, _authority.Issue().Key));
        Assert.StartsWith("runtime.tls.key: silo.key is not the key of CN=silo in certificate:;", Assert.Single(Errors()));
        using RSA rsa = RSA.Create(2048);
        Write((_authority.Issue().Certificate, rsa.ExportRSAPrivateKeyPem()));
        Assert.StartsWith("runtime.tls.key: silo.key is not the key of CN=silo in certificate:;", Assert.Single(Errors()));
    }

    [Fact]
    public void Load_SeveralWrongFiles_AreAllReported()
    {
        _folder.Write("silo.key", "-----BEGIN CERTIFICATE-----");
        Directory.CreateDirectory(Path.Combine(_folder.Root, "ca.pem"));
        Assert.Equal(
            [
                "runtime.tls.certificate: silo.pem does not exist; write the path of a PEM file, relative to the folder of this file",
                "runtime.tls.ca: ca.pem is a directory; write the path of a PEM file, relative to the folder of this file",
            ],
            Errors());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\u0001\u0002")]
    [InlineData("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----")]
    public void Load_FilesThatAreNone_AreRefusedEach(string text)
    {
        foreach (string file in (string[])["silo.pem", "silo.key", "ca.pem"])
        {
            Write(_authority.Issue());
            _folder.Write(file, text);
            Assert.All(Errors(), error => Assert.StartsWith("runtime.tls.", error));
            Assert.NotEmpty(Errors());
        }
    }

    [Fact]
    public void Load_EveryCutOfAFile_GivesAnErrorAndNoException()
    {
        (string certificate, string key) = _authority.Issue();
        for (int length = 0; length < certificate.Length - 2; length += 7)
        {
            Write((certificate[..length], key));
            Assert.NotEmpty(Errors());
        }

        for (int length = 0; length < key.Length - 2; length += 3)
        {
            Write((certificate, key[..length]));
            Assert.NotEmpty(Errors());
        }
    }

    [Fact]
    public void Load_AFileThatIsTooLarge_IsRefused()
    {
        Write(_authority.Issue());
        _folder.Write("ca.pem", _authority.Pem + new string(' ', 1024 * 1024));
        Assert.Equal(
            "runtime.tls.ca: ca.pem is larger than 1,048,576 bytes; write the path of a PEM file, relative to the folder of this file", Assert.Single(Errors()));
    }

    [Theory]
    [InlineData("tls: {certificate: silo.pem, key: silo.key}", "s.yaml:6:31: runtime.tls.ca: is missing; add ca: and a value")]
    [InlineData("tls: true", "s.yaml:6:31: runtime.tls: true must be a mapping with keys such as certificate; write certificate: and its value, indented below")]
    [InlineData("tls: {certificat: silo.pem}", "s.yaml:6:32: runtime.tls.certificat: is not a known key; did you mean runtime.tls.certificate?")]
    [InlineData(
        "tls: {certificate: silo.pem, key: silo.key, ca: ca.pem, keyPassword: \"${env:STREAMAE_NO_SUCH}\"}",
        "s.yaml:6:95: runtime.tls.keyPassword: refers to the environment variable STREAMAE_NO_SUCH, which is not set or empty; set it for this process, or correct the name")]
    public void Load_AWrongKey_IsReportedWhereItStands(string tls, string expected)
    {
        Write(_authority.Issue());
        Assert.Contains(expected, _folder.Errors($"{ServiceFolder.Valid}\nruntime: {{kind: orleans, {tls}}}", Orleans));
    }

    [Fact]
    public void Load_TlsWithoutACluster_IsRefused()
    {
        Write(_authority.Issue());
        Assert.Equal(
            ["s.yaml:6:30: runtime.tls: a mapping belongs to kind: orleans, and this is kind: local; remove tls, or change kind"],
            _folder.Errors(ServiceFolder.Valid + "\nruntime: {kind: local, tls:  {certificate: silo.pem, key: silo.key, ca: ca.pem}}", Orleans));
    }

    private static DateTimeOffset Utc(string day) => new(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);

    private void Write((string Certificate, string Key) issued, string? ca = null)
    {
        _folder.Write("silo.pem", issued.Certificate);
        _folder.Write("silo.key", issued.Key);
        _folder.Write("ca.pem", ca ?? _authority.Pem);
    }

    private ServiceFileResult Load(string more) => _folder.Load(
        $"{ServiceFolder.Valid}\nruntime: {{kind: orleans, tls: {{certificate: silo.pem, key: silo.key, ca: ca.pem{more}}}}}", Orleans);

    /// <summary>Without the file and the place in it.</summary>
    private string[] Errors(string more = "") => [.. Load(more).Errors.Select(e => e.ToString()[e.ToString().IndexOf("runtime.", StringComparison.Ordinal)..])];
}
