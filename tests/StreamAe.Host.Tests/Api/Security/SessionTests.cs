using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Tests;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>The console's sessions.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Login_GivesACookieThatPagesCannotReadAndOtherSitesCannotSend()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        Answer answer = await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, $$"""{"key":"{{SecuredServer.OperatorKey}}"}""");
        Assert.Equal(200, answer.Status);
        Assert.Equal(("otto", "operator", false), (answer.Json.GetProperty("name").GetString(), answer.Json.GetProperty("role").GetString(), answer.Json.GetProperty("open").GetBoolean()));
        string cookie = answer.Headers["Set-Cookie"];
        Assert.StartsWith("streamae-session=", cookie);
        Assert.Contains("; path=/;", cookie);
        Assert.Contains("; samesite=strict", cookie);
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; max-age=43200", cookie);
        Assert.DoesNotContain("secure", cookie);
        Assert.DoesNotContain(SecuredServer.OperatorKey, cookie + answer.Body);
    }

    [Fact]
    public async Task Login_BehindTls_IsForHttpsAlone()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys with { PublicUrl = new Uri("https://streamae.example") });
        Answer answer = await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, $$"""{"key":"{{SecuredServer.OperatorKey}}"}""", ("Origin", "https://streamae.example"));
        Assert.StartsWith("__Host-streamae-session=", answer.Headers["Set-Cookie"]);
        Assert.Contains("; secure", answer.Headers["Set-Cookie"]);
        Assert.StartsWith("max-age=", answer["Strict-Transport-Security"]);
    }

    [Fact]
    public async Task Session_ReadsWithTheCookie_AndChangesWithTheTokenBesideIt()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        (string cookie, string csrf) = await server.LoginAsync(SecuredServer.OperatorKey);
        Answer session = await server.GetAsync(SessionEndpoints.Path, ("Cookie", cookie));
        Assert.Equal(csrf, session.Json.GetProperty("csrf").GetString());
        Assert.Equal("otto", (await server.GetAsync("/api/v1/test/operator", ("Cookie", cookie))).Body);
        (await server.GetAsync("/api/v1/test/admin", ("Cookie", cookie))).AssertProblem(403);

        (await Change()).AssertProblem(403);
        (await Change(("X-CSRF-Token", ""))).AssertProblem(403);
        (await Change(("X-CSRF-Token", csrf + "x"))).AssertProblem(403);
        (await Change(("X-CSRF-Token", (await server.LoginAsync(SecuredServer.OperatorKey)).Csrf))).AssertProblem(403);
        (await Change(("X-CSRF-Token", cookie.Split('.')[1]))).AssertProblem(403);
        Assert.Equal("otto 7", (await Change(("X-CSRF-Token", csrf))).Body);
        Assert.Equal("otto 7", (await Change(("X-CSRF-Token", csrf), ("Origin", $"http://localhost:{server.Port}"), ("Sec-Fetch-Site", "same-origin"))).Body);
        (await Change(("X-CSRF-Token", csrf), ("Origin", "http://evil.example"))).AssertProblem(403);
        (await Change(("X-CSRF-Token", csrf), ("Sec-Fetch-Site", "cross-site"))).AssertProblem(403);

        Task<Answer> Change(params (string, string)[] headers) =>
            server.SendAsync(HttpMethod.Post, "/api/v1/test/change", """{"value":7}""", [("Cookie", cookie), .. headers]);
    }

    [Fact]
    public async Task Change_WithAKey_NeedsNoToken()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        Assert.Equal("otto 7", (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", """{"value":7}""", ("X-Api-Key", SecuredServer.OperatorKey))).Body);
    }

    [Fact]
    public async Task Session_EndsAfterTwelveHours()
    {
        var time = new ManualTimeProvider();
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys, time: time);
        (string cookie, _) = await server.LoginAsync(SecuredServer.ViewerKey);
        time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await server.GetAsync(SessionEndpoints.Path, ("Cookie", cookie))).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        (await server.GetAsync(SessionEndpoints.Path, ("Cookie", cookie))).AssertProblem(401);
    }

    [Fact]
    public async Task Stream_ThatIsOpen_EndsWithTheSession()
    {
        var time = new ManualTimeProvider();
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys, time: time);
        (string cookie, _) = await server.LoginAsync(SecuredServer.ViewerKey);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/test/live") { Headers = { { "Cookie", cookie } } };
        using HttpResponseMessage answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using Stream stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] bytes = new byte[5];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        Task<int> more = stream.ReadAsync(bytes, TestContext.Current.CancellationToken).AsTask();
        time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.False(more.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<IOException>(() => more.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    /// <summary>Behind a balancer the next request comes to another process.</summary>
    [Fact]
    public async Task Session_WithASharedSecret_IsGoodAtOtherProcesses_AndEndsWithKeyAndSecret()
    {
        ApiConfiguration shared = SecuredServer.WithKeys with { SessionSecret = new SecretText("", new string('s', 32)) };
        await using SecuredServer one = await SecuredServer.StartAsync(shared);
        (string cookie, string csrf) = await one.LoginAsync(SecuredServer.ViewerKey);
        Assert.Equal(csrf, (await AskAsync(shared)).Json.GetProperty("csrf").GetString());
        (await AskAsync(shared with { SessionSecret = new SecretText("", new string('t', 32)) })).AssertProblem(401);
        (await AskAsync(shared with { SessionSecret = null })).AssertProblem(401);
        (await AskAsync(shared with { Keys = [shared.Keys[0] with { Hash = KeyRing.HashOf(KeyRing.CreateKey()) }] })).AssertProblem(401);
        (await AskAsync(shared with { Keys = [.. shared.Keys.Skip(1)] })).AssertProblem(401);

        // The same key in another role: the role is the configuration's, not the cookie's.
        Assert.Equal("admin", (await AskAsync(shared with { Keys = [shared.Keys[0] with { Role = Role.Admin }] })).Json.GetProperty("role").GetString());

        async Task<Answer> AskAsync(ApiConfiguration configuration)
        {
            await using SecuredServer other = await SecuredServer.StartAsync(configuration);
            return await other.GetAsync(SessionEndpoints.Path, ("Cookie", cookie));
        }
    }

    [Fact]
    public async Task Session_AnyOtherBit_IsNoSession()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys with { RateLimit = new RateLimitConfiguration { Burst = 100_000 } });
        (string cookie, _) = await server.LoginAsync(SecuredServer.AdminKey);
        string value = cookie[(cookie.IndexOf('=') + 1)..];
        for (int i = 0; i < value.Length; i++)
        {
            foreach (char c in "A_.")
            {
                if (value[i] != c)
                {
                    Answer answer = await server.GetAsync(SessionEndpoints.Path, ("Cookie", $"streamae-session={value[..i]}{c}{value[(i + 1)..]}"));
                    Assert.True(answer.Status == 401, $"{i} {c}: {answer.Status}");
                }
            }

            Assert.Equal(401, (await server.GetAsync(SessionEndpoints.Path, ("Cookie", $"streamae-session={value[..i]}"))).Status);
        }
    }

    [Fact]
    public async Task Logout_HasTheBrowserForgetTheCookie()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        (string cookie, string csrf) = await server.LoginAsync(SecuredServer.ViewerKey);
        (await server.SendAsync(HttpMethod.Delete, SessionEndpoints.Path, null, ("Cookie", cookie))).AssertProblem(403);
        Answer answer = await server.SendAsync(HttpMethod.Delete, SessionEndpoints.Path, null, ("Cookie", cookie), ("X-CSRF-Token", csrf));
        Assert.Equal(204, answer.Status);
        Assert.StartsWith("streamae-session=; expires=Thu, 01 Jan 1970", answer.Headers["Set-Cookie"]);
        Assert.Equal(204, (await server.SendAsync(HttpMethod.Delete, SessionEndpoints.Path)).Status);
    }

    [Fact]
    public async Task Login_FromAnotherSite_IsRefused()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        string body = $$"""{"key":"{{SecuredServer.AdminKey}}"}""";
        (await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, body, ("Origin", "https://evil.example"))).AssertProblem(403);
        (await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, body, ("Content-Type", "text/plain"))).AssertProblem(415);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"key":null}""", 400)]
    [InlineData("""{"key":7}""", 400)]
    [InlineData("""{"key":""}""", 401)]
    [InlineData("""{"key":"x"}""", 401)]
    [InlineData("""{"key":"x","key":"y"}""", 400)]
    public async Task Login_WithSomethingElse_IsRefused(string body, int status)
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys);
        Answer answer = await server.SendAsync(HttpMethod.Post, SessionEndpoints.Path, body);
        answer.AssertProblem(status);
        Assert.Null(answer["Set-Cookie"]);
    }
}
