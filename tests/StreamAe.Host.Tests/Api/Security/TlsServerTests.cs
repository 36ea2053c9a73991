using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Tests.Tls;
using StreamAe.Monitoring.Tests;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>HTTPS from files.</summary>
public sealed class TlsServerTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Get_OverTls_ShowsTheChainAndSpeaksHttp2()
    {
        using TestAuthority intermediate = _authority.Intermediate("Plant Servers");
        await using SecuredServer server = await StartAsync(intermediate, "first", new ManualTimeProvider());
        Answer answer = await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", SecuredServer.ViewerKey));
        Assert.Equal((200, "vera"), (answer.Status, answer.Body));
        Assert.Equal("max-age=31536000", answer["Strict-Transport-Security"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/page") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage second = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (second.StatusCode, second.Version));

        // A page that came without TLS is none of this server's.
        (string cookie, string csrf) = await server.LoginAsync(SecuredServer.OperatorKey);
        Assert.StartsWith("__Host-", cookie);
        foreach ((string origin, int status) in new[] { ($"http://localhost:{server.Port}", 403), ($"https://localhost:{server.Port}", 200) })
        {
            Assert.Equal(status, (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", """{"value":1}""", ("Cookie", cookie), ("X-CSRF-Token", csrf), ("Origin", origin))).Status);
        }
    }

    [Fact]
    public async Task Get_TheFilesWereRenewed_TheNextConnectionSeesIt_AndBadOnesDoNoHarm()
    {
        var time = new ManualTimeProvider();
        var logger = new RecordingLogger();
        await using SecuredServer server = await StartAsync(_authority, "first", time, logger);
        Assert.Equal("CN=first", await SubjectAsync(server));
        Write(_authority, "second");
        Assert.Equal("CN=first", await SubjectAsync(server));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=second", await SubjectAsync(server));
        _folder.Write("server.pem", "nothing");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("CN=second", await SubjectAsync(server));
        Assert.Contains(logger.Entries, e => e.Level == LogLevel.Error && e.Message.Contains("server.pem holds no certificate in PEM"));
    }

    private async Task<SecuredServer> StartAsync(TestAuthority issuer, string name, TimeProvider time, RecordingLogger? logger = null)
    {
        Write(issuer, name);
        var tls = new ApiTlsConfiguration { Certificate = _folder.At("server.pem"), Key = _folder.At("server.key") };
        var handler = new SocketsHttpHandler { UseCookies = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.ImportFromPem(_authority.Pem);
        return await SecuredServer.StartAsync(SecuredServer.WithKeys with { Tls = tls }, logger, time, handler: handler);
    }

    private void Write(TestAuthority issuer, string name)
    {
        (string certificate, string key) = issuer.Issue(name, names: ["localhost"]);
        _folder.Write("server.pem", issuer == _authority ? certificate : certificate + "\n" + issuer.Pem);
        _folder.Write("server.key", key);
    }

    private static async Task<string> SubjectAsync(SecuredServer server)
    {
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", server.Port);
#pragma warning disable CA5359 // Which certificate it shows is asked, not whether it is good.
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" });
        return tls.RemoteCertificate!.Subject;
    }
}
