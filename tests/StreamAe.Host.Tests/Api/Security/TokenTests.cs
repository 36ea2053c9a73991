using System.Security.Cryptography;
using System.Text;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Tests;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>Tokens of an OpenID Connect provider that really answers.</summary>
public sealed class TokenTests
{
    private static readonly Dictionary<string, Role> Roles = new() { ["staff"] = Role.Viewer, ["operators"] = Role.Operator, ["bosses"] = Role.Admin };

    [Fact]
    public async Task Get_WithATokenOfTheProvider_HasTheRoleThatItGives()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using SecuredServer server = await StartAsync(issuer);
        foreach (string token in new[]
        {
            issuer.SignWithRsa(issuer.Claims("operators")),
            issuer.SignWithRsa(issuer.Claims("others", "operators", "staff"), "PS256"),
            issuer.SignWithEc(issuer.Claims("operators")),
        })
        {
            Assert.Equal("olga", (await GetAsync(server, token, "operator")).Body);
            (await GetAsync(server, token, "admin")).AssertProblem(403);
        }

        Answer session = await server.GetAsync(SessionEndpoints.Path, ("Authorization", $"Bearer {issuer.SignWithEc(issuer.Claims("staff", "bosses"))}"));
        Assert.Equal("""{"name":"olga","role":"admin","open":false,"csrf":null}""", session.Body);

        // The keys beside it let in as before.
        Assert.Equal("vera", (await GetAsync(server, SecuredServer.ViewerKey, "viewer")).Body);
        Assert.Equal(2, issuer.Questions);
    }

    [Theory]
    [InlineData("[\"bosses\"]", 200)]
    [InlineData("\"bosses\"", 200)]
    [InlineData("\"x bosses y\"", 200)]
    [InlineData("[]", 403)]
    [InlineData("\"\"", 403)]
    [InlineData("[\"Bosses\"]", 403)]
    [InlineData("[7,null,{\"bosses\":true},[\"bosses\"]]", 403)]
    [InlineData("{\"bosses\":true}", 403)]
    [InlineData("null", 403)]
    [InlineData("true", 403)]
    public async Task Get_TheRoleClaim_IsTextOrAList(string roles, int status)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using SecuredServer server = await StartAsync(issuer);
        Dictionary<string, object> claims = issuer.Claims();
        claims["roles"] = System.Text.Json.Nodes.JsonNode.Parse(roles)!;
        Assert.Equal(status, (await GetAsync(server, issuer.SignWithRsa(claims), "admin")).Status);
    }

    [Fact]
    public async Task Get_ARoleClaimWithAPath_LeadsIntoObjects_UnlessThereIsOneOfThatName()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using SecuredServer server = await StartAsync(issuer, o => o with { RoleClaim = "realm_access.roles", NameClaim = "missing" });
        Dictionary<string, object> claims = issuer.Claims();
        claims["realm_access"] = new { roles = new[] { "staff" } };
        Assert.Equal("f3a1", (await GetAsync(server, issuer.SignWithRsa(claims), "viewer")).Body);
        claims["realm_access.roles"] = "nothing";
        (await GetAsync(server, issuer.SignWithRsa(claims), "viewer")).AssertProblem(403);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("notYet")]
    [InlineData("endless")]
    [InlineData("audience")]
    [InlineData("noAudience")]
    [InlineData("issuer")]
    [InlineData("noIssuer")]
    [InlineData("nobody")]
    [InlineData("control")]
    public async Task Get_ATokenThatSaysSomethingElse_IsRefused(string what)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using SecuredServer server = await StartAsync(issuer);
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Dictionary<string, object> claims = issuer.Claims("bosses");
        _ = what switch
        {
            "expired" => claims["exp"] = now - 120,
            "notYet" => claims["nbf"] = now + 120,
            "endless" => claims.Remove("exp"),
            "audience" => claims["aud"] = "another",
            "noAudience" => claims.Remove("aud"),
            "issuer" => claims["iss"] = issuer.Url + "x",
            "noIssuer" => claims.Remove("iss"),
            "nobody" => claims.Remove("preferred_username") | claims.Remove("sub"),
            _ => (claims["preferred_username"] = "a\nb", claims["sub"] = "c\u0000"),
        };
        (await GetAsync(server, issuer.SignWithRsa(claims), "viewer")).AssertProblem(401);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("unsigned")]
    [InlineData("other")]
    [InlineData("unknown")]
    [InlineData("noName")]
    [InlineData("publicAsSecret")]
    [InlineData("symmetric")]
    [InlineData("changed")]
    [InlineData("swapped")]
    [InlineData("short")]
    [InlineData("huge")]
    public async Task Get_ATokenThatTheProviderDidNotSign_IsRefused(string how)
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using SecuredServer server = await StartAsync(issuer);
        Dictionary<string, object> claims = issuer.Claims("bosses");
        string good = issuer.SignWithRsa(claims);
        string[] parts = good.Split('.');
        using var other = RSA.Create(2048);
        Func<byte[], byte[]> byOther = data => other.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Dictionary<string, object> more = issuer.Claims("bosses");
        more["preferred_username"] = "mallory";
        string token = how switch
        {
            "none" => TestIssuer.Sign(new { alg = "none", typ = "JWT" }, claims, _ => []),
            "unsigned" => $"{parts[0]}.{parts[1]}.",
            "other" => TestIssuer.Sign(new { alg = "RS256", typ = "JWT", kid = issuer.RsaName }, claims, byOther),
            "unknown" => TestIssuer.Sign(new { alg = "RS256", typ = "JWT", kid = "rsa-9" }, claims, byOther),
            "noName" => TestIssuer.Sign(new { alg = "RS256", typ = "JWT" }, claims, byOther),

            // The oldest trick: what everybody knows taken for the secret of a symmetric signature.
            "publicAsSecret" => TestIssuer.Sign(
                new { alg = "HS256", typ = "JWT", kid = issuer.RsaName }, claims, data => HMACSHA256.HashData(Encoding.ASCII.GetBytes(issuer.Rsa.ExportSubjectPublicKeyInfoPem()), data)),
            "symmetric" => TestIssuer.Sign(new { alg = "HS256", typ = "JWT", kid = "oct-1" }, claims, data => HMACSHA256.HashData(issuer.Shared, data)),
            "changed" => $"{parts[0]}.{TestIssuer.Sign(new { }, more, _ => []).Split('.')[1]}.{parts[2]}",
            "swapped" => $"{parts[0]}.{parts[1]}.{issuer.SignWithEc(claims).Split('.')[2]}",
            "short" => good[..^9],
            _ => issuer.SignWithRsa(new Dictionary<string, object>(claims) { ["much"] = new string('x', 17_000) }),
        };
        (await GetAsync(server, token, "viewer")).AssertProblem(401);
        Assert.Equal(200, (await GetAsync(server, good, "viewer")).Status);
    }

    [Fact]
    public async Task Get_TheProviderIsAway_IsAProblemOfTheServer_UntilItIsBack()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        issuer.IsAway = true;
        var time = new ManualTimeProvider();
        var logger = new RecordingLogger();
        await using SecuredServer server = await StartAsync(issuer, logger: logger, time: time);
        string token = issuer.SignWithRsa(issuer.Claims("staff"));
        (await GetAsync(server, token, "viewer")).AssertProblem(503);
        int asked = issuer.Questions;
        (await GetAsync(server, token, "viewer")).AssertProblem(503);
        Assert.Equal(asked, issuer.Questions);
        Assert.Single(logger.Entries, e => e.Message.StartsWith("Tokens cannot be checked"));
        Assert.Equal("vera", (await GetAsync(server, SecuredServer.ViewerKey, "viewer")).Body);
        issuer.IsAway = false;
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("olga", (await GetAsync(server, token, "viewer")).Body);
        issuer.IsAway = true;
        Assert.Equal("olga", (await GetAsync(server, token, "viewer")).Body);
    }

    [Fact]
    public async Task Get_TheProviderHasNewKeys_TheyAreTakenUp()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using SecuredServer server = await StartAsync(issuer);
        string old = issuer.SignWithRsa(issuer.Claims("staff"));
        Assert.Equal(200, (await GetAsync(server, old, "viewer")).Status);
        issuer.Renew();
        string renewed = issuer.SignWithRsa(issuer.Claims("staff"));
        for (int i = 0; i < 500 && (await GetAsync(server, renewed, "viewer")).Status != 200; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal("olga", (await GetAsync(server, renewed, "viewer")).Body);
        (await GetAsync(server, old, "viewer")).AssertProblem(401);
    }

    private static Task<Answer> GetAsync(SecuredServer server, string token, string role) => server.GetAsync($"/api/v1/test/{role}", ("Authorization", $"Bearer {token}"));

    private static Task<SecuredServer> StartAsync(
        TestIssuer issuer, Func<OidcConfiguration, OidcConfiguration>? change = null, RecordingLogger? logger = null, TimeProvider? time = null)
    {
        var oidc = new OidcConfiguration { Authority = new Uri(issuer.Url), Audience = "streamae", Roles = Roles };
        return SecuredServer.StartAsync(SecuredServer.WithKeys with { Oidc = change is null ? oidc : change(oidc) }, logger, time);
    }
}
