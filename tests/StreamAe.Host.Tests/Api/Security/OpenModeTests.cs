using System.Net;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>Without keys and oidc: this machine alone, and no web page elsewhere.</summary>
public sealed class OpenModeTests
{
    [Fact]
    public async Task Session_IsThatOfAnAdministratorOfThisMachine_AndItIsSaid()
    {
        var logger = new RecordingLogger();
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.Open, logger);
        foreach (Answer answer in new[]
        {
            await server.GetAsync(SessionEndpoints.Path),
            await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, """{"key":"x"}"""),
        })
        {
            Assert.Equal(200, answer.Status);
            Assert.Equal("""{"name":"console","role":"admin","open":true,"csrf":null}""", answer.Body);
            Assert.Null(answer["Set-Cookie"]);
        }

        Assert.Contains(logger.Entries, e => e.Message == $"Serves the API at http://127.0.0.1:{server.Port}/");
        Assert.Contains(logger.Entries, e => e.Message.StartsWith("It listens on loopback only"));
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:99", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.1:8080", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    [InlineData("0.0.0.0", 403)]
    [InlineData("localhost.", 403)]
    public async Task Get_UnderANameThatSomebodyElseGives_IsRefused(string host, int status)
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.Open);
        foreach (string path in new[] { "/api/v1/test/admin", "/page", "/nowhere" })
        {
            int expected = path == "/nowhere" && status == 200 ? 404 : status;
            Assert.Equal(expected, (await server.GetAsync(path, ("Host", host))).Status);
        }
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData("http://localhost:PORT", 200)]
    [InlineData("http://LOCALHOST:PORT", 200)]
    [InlineData("http://localhost", 403)]
    [InlineData("http://localhost:1", 403)]
    [InlineData("http://127.0.0.1:PORT", 403)]
    [InlineData("http://evil.example", 403)]
    [InlineData("http://localhost:PORT.evil.example", 403)]
    [InlineData("http://localhost:PORT/path", 403)]
    [InlineData("http://x@localhost:PORT", 403)]
    [InlineData("null", 403)]
    [InlineData("", 403)]
    [InlineData("file://", 403)]
    public async Task Change_FromAPage_IsForItsOwnAlone(string? origin, int status)
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.Open);
        (string, string)[] headers = origin is null ? [] : [("Origin", origin.Replace("PORT", $"{server.Port}"))];
        Assert.Equal(status, (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", """{"value":7}""", headers)).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("")]
    public async Task Change_OfATypeThatFormsSend_IsRefused(string type)
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.Open);
        (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", """{"value":7}""", ("Content-Type", type))).AssertProblem(415);
    }

    [Fact]
    public async Task Start_KeysInTheClearForOtherMachines_IsSaidLoudly()
    {
        var logger = new RecordingLogger();
        await using (await SecuredServer.StartAsync(SecuredServer.WithKeys with { Address = IPAddress.Any }, logger))
        {
            Assert.Contains(logger.Entries, e => e.Level == LogLevel.Warning && e.Message.StartsWith("KEYS AND TOKENS ARE SENT IN THE CLEAR: the API listens at 0.0.0.0"));
        }

        var quiet = new RecordingLogger();
        await using (await SecuredServer.StartAsync(SecuredServer.WithKeys, quiet))
        {
        }

        await using (await SecuredServer.StartAsync(SecuredServer.WithKeys with { Address = IPAddress.Any, PublicUrl = new Uri("https://streamae.example") }, quiet))
        {
            Assert.DoesNotContain(quiet.Entries, e => e.Level >= LogLevel.Warning);
        }
    }
}
