using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>What every answer has, what refusals say, and how much may be asked.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task EveryAnswer_HasTheHeadersThatBindBrowsers()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        (string, string) key = ("X-Api-Key", SecuredServer.AdminKey);
        foreach ((Answer answer, int status) in new[]
        {
            (await server.GetAsync("/api/v1/test/admin", key), 200),
            (await server.GetAsync("/page"), 200),
            (await server.GetAsync("/api/v1/test/number?value=x", key), 400),
            (await server.GetAsync("/api/v1/test/admin"), 401),
            (await server.GetAsync("/api/v1/test/admin", ("X-Api-Key", SecuredServer.ViewerKey)), 403),
            (await server.GetAsync("/nowhere"), 404),
            (await server.SendAsync(HttpMethod.Delete, "/page"), 405),
            (await server.GetAsync("/api/v1/test/fail", key), 500),
            (await server.GetAsync("/api/v1/test/away", key), 503),
        })
        {
            Assert.Equal(status, answer.Status);
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
                answer["Content-Security-Policy"]);
            Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
            Assert.Equal("DENY", answer["X-Frame-Options"]);
            Assert.Equal("no-referrer", answer["Referrer-Policy"]);
            Assert.Equal("same-origin", answer["Cross-Origin-Opener-Policy"]);
            Assert.Equal("same-origin", answer["Cross-Origin-Resource-Policy"]);
            Assert.Contains("camera=()", answer["Permissions-Policy"]);
            Assert.Null(answer["Strict-Transport-Security"]);
            Assert.Null(answer["Server"]);
            Assert.Null(answer["Access-Control-Allow-Origin"]);
        }

        Assert.Equal("no-store", (await server.GetAsync("/api/v1/test/admin", key))["Cache-Control"]);
        Assert.Equal("no-store", (await server.GetAsync("/api/v1/test/fail", key))["Cache-Control"]);
        Assert.Null((await server.GetAsync("/page"))["Cache-Control"]);
    }

    [Fact]
    public async Task Get_AnEndpointFails_TheLogLearnsWhyAndTheClientDoesNot()
    {
        var logger = new RecordingLogger();
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys, logger);
        (await server.GetAsync("/api/v1/test/fail?secret=x", ("X-Api-Key", SecuredServer.AdminKey))).AssertProblem(500);
        Assert.Contains((LogLevel.Error, "GET /api/v1/test/fail failed."), logger.Entries);
        Answer away = await server.GetAsync("/api/v1/test/away", ("X-Api-Key", SecuredServer.AdminKey));
        away.AssertProblem(503);
        Assert.Equal("5", away["Retry-After"]);

        // Half an answer breaks off, so that nobody takes it for a whole one.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.GetAsync("/api/v1/test/late", ("X-Api-Key", SecuredServer.AdminKey)));
        Assert.Equal(200, (await server.GetAsync("/page")).Status);
    }

    [Theory]
    [InlineData("", "application/json", 400)]
    [InlineData("{\"value\":", "application/json", 400)]
    [InlineData("{\"value\":\"seven\"}", "application/json", 400)]
    [InlineData("{\"value\":1e99}", "application/json", 400)]
    [InlineData("\"\\ud800\"", "application/json", 400)]
    [InlineData("{\"value\":7}", "text/plain", 415)]
    [InlineData("{\"value\":7}", "", 415)]
    public async Task Post_AMalformedBody_IsAProblem(string body, string type, int status)
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", body, ("X-Api-Key", SecuredServer.AdminKey), ("Content-Type", type))).AssertProblem(status);
    }

    [Fact]
    public async Task Post_ADeepBody_IsAProblem()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        string deep = new string('[', 100_000) + new string(']', 100_000);
        (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", deep, ("X-Api-Key", SecuredServer.AdminKey))).AssertProblem(400);
    }

    [Fact]
    public async Task Post_MoreThanAMebibyte_IsRefused()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        string fits = $$"""{"value":{{new string(' ', 1_000_000)}}7}""";
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", fits, ("X-Api-Key", SecuredServer.AdminKey))).Status);

        // By hand: a client that still sends when the answer comes may see its connection break.
        using var client = new TcpClient("127.0.0.1", server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/test/change HTTP/1.1\r\nHost: x\r\nX-Api-Key: {SecuredServer.AdminKey}\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n"));
        byte[] answer = new byte[4096];
        int length = await stream.ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        string text = Encoding.ASCII.GetString(answer, 0, length);
        Assert.StartsWith("HTTP/1.1 413 ", text);
        Assert.Contains("Content-Type: application/problem+json", text);
    }

    [Fact]
    public async Task Get_MoreThanACallerMay_IsRefusedUntilLater_AndHoldsUpNobodyElse()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(
            SecuredServer.WithKeys with { RateLimit = new RateLimitConfiguration { Requests = 1, Burst = 5 } });
        (string, string) key = ("X-Api-Key", SecuredServer.ViewerKey);
        Answer? refused = null;
        for (int i = 0; i < 20 && refused is null; i++)
        {
            Answer answer = await server.GetAsync("/api/v1/test/viewer", key);
            Assert.True(answer.Status == 200 || i >= 5, $"{i}: {answer.Status}");
            refused = answer.Status == 200 ? null : answer;
        }

        Assert.NotNull(refused);
        refused.AssertProblem(429);
        Assert.InRange(int.Parse(refused["Retry-After"]!), 1, 5);
        Assert.Equal(200, (await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", SecuredServer.AdminKey))).Status);
        Assert.Equal(200, (await server.GetAsync("/page")).Status);
    }

    [Fact]
    public async Task Login_WrongAgainAndAgain_IsAnsweredSlowly_AndARightKeyAtOnce()
    {
        var logger = new RecordingLogger();
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys, logger);
        var statuses = new List<int>();
        string wrong = KeyRing.CreateKey();
        for (int i = 0; i < 15; i++)
        {
            statuses.Add((await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, $$"""{"key":"{{wrong}}"}""")).Status);
            statuses.Add((await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", wrong))).Status);
        }

        Assert.All(statuses.Take(10), status => Assert.Equal(401, status));
        Assert.InRange(statuses.Count(s => s == 429), 15, 20);
        await server.LoginAsync(SecuredServer.AdminKey);
        Assert.Equal(200, (await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", SecuredServer.ViewerKey))).Status);

        // What was shown is nobody's to read, and the log does not grow with every guess.
        Assert.InRange(logger.Entries.Count(e => e.Message.Contains("was refused")), 10, 15);
        Assert.DoesNotContain(logger.Entries, e => e.Message.Contains(wrong) || e.Message.Contains(SecuredServer.AdminKey) || e.Message.Contains("sak_"));
    }
}
