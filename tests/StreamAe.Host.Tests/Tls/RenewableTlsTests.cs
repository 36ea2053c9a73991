using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Tls;

namespace StreamAe.Host.Tests.Tls;

public sealed class RenewableTlsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly RecordingLogger _logger = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Current_FilesAreRenewed_IsTheNewCertificate()
    {
        Write(_authority.Issue("first"));
        RenewableTls tls = Create();
        X509Certificate2 first = tls.Current.Certificate.TargetCertificate;
        Assert.Same(first, tls.Current.Certificate.TargetCertificate);
        Assert.Equal("CN=first", first.Subject);
        Write(_authority.Issue("second"));
        Assert.Equal("CN=second", tls.Current.Certificate.TargetCertificate.Subject);
    }

    [Fact]
    public void Current_FilesAreHalfRenewed_IsTheOldCertificateUntilTheyAreWhole()
    {
        Write(_authority.Issue("first"));
        RenewableTls tls = Create();
        (string certificate, string key) = _authority.Issue("second");
        _folder.Write("silo.pem", certificate);
        Assert.Equal("CN=first", tls.Current.Certificate.TargetCertificate.Subject);
        Assert.Equal("CN=first", tls.Current.Certificate.TargetCertificate.Subject);

        // Said once, however many connections there are meanwhile.
        Assert.Contains("silo.key is not the key of CN=second", Assert.Single(_logger.Entries, e => e.Level == LogLevel.Error).Message);
        _folder.Write("silo.key", key);
        Assert.Equal("CN=second", tls.Current.Certificate.TargetCertificate.Subject);
        File.Delete(_folder.At("ca.pem"));
        Assert.Equal("CN=second", tls.Current.Certificate.TargetCertificate.Subject);
    }

    [Fact]
    public void Create_ACertificateThatEndsSoon_Warns()
    {
        Write(_authority.Issue(to: TimeProvider.System.GetUtcNow().AddDays(13)));
        Create();
        Assert.Contains("Renew the file", Assert.Single(_logger.Entries, e => e.Level == LogLevel.Warning).Message);
        Write(_authority.Issue(to: TimeProvider.System.GetUtcNow().AddDays(15)));
        Create();
        Assert.Single(_logger.Entries, e => e.Level == LogLevel.Warning);
    }

    [Fact]
    public void Create_FilesThatCannotBeUsed_Throws() =>
        Assert.StartsWith("runtime.tls: certificate: ", Assert.Throws<InvalidDataException>(Create).Message);

    private void Write((string Certificate, string Key) issued)
    {
        _folder.Write("silo.pem", issued.Certificate);
        _folder.Write("silo.key", issued.Key);
        _folder.Write("ca.pem", _authority.Pem);
    }

    private RenewableTls Create() => new(
        new TlsConfiguration { Certificate = _folder.At("silo.pem"), Key = _folder.At("silo.key"), Ca = _folder.At("ca.pem") }, TimeProvider.System, _logger);
}
