using System.Net;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;
using StreamAe.Host.Tests.Tls;

namespace StreamAe.Host.Tests.Configuration;

/// <summary>The section api of a service configuration.</summary>
public sealed class ApiFileTests : IDisposable
{
    private const string Hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WithoutTheSection_ServesNothing_AndEmptyServesLoopback()
    {
        Assert.Null(Loaded("").Api);
        Assert.Equivalent(new ApiConfiguration(), Loaded("api: {}").Api, strict: true);
        ApiConfiguration api = Loaded("api: {}").Api!;
        Assert.Equal((IPAddress.Loopback, 8080, true, false), (api.Address, api.Port, api.IsOpen, api.IsReachedByTls));
    }

    [Fact]
    public void Load_ReadsEveryKey()
    {
        using var authority = new TestAuthority();
        (string certificate, string key) = authority.Issue("server", names: ["localhost"], password: "open sesame");
        _folder.Write("tls/server.pem", certificate);
        _folder.Write("tls/server.key", key);
        _folder.Write("session", new string('s', 40));
        ApiConfiguration api = Loaded(
            $$$"""
            api:
              address: 0.0.0.0
              port: 9000
              tls: {certificate: tls/server.pem, key: tls/server.key, keyPassword: open sesame}
              publicUrl: https://streamae.example:8443
              keys:
                - {name: ana, role: operator, hash: "{{{Hash}}}"}
                - {name: ben, role: viewer, hash: "{{{Hash.Replace('0', 'f')}}}"}
              sessionSecret: "${file:session}"
              oidc: {authority: "https://login.example/realms/plant", audience: streamae, roleClaim: realm_access.roles, nameClaim: email, roles: {bosses: admin, staff: viewer}}
              rateLimit: {requests: 7, burst: 9}
            """).Api!;
        Assert.Equal((IPAddress.Any, 9000, "https://streamae.example:8443/"), (api.Address, api.Port, api.PublicUrl!.ToString()));
        Assert.Equal(Path.Combine(_folder.Root, "tls/server.pem"), api.Tls!.Certificate);
        Assert.Equal(Path.Combine(_folder.Root, "tls/server.key"), api.Tls.Key);
        Assert.Equal("open sesame", api.Tls.KeyPassword!.Reveal());
        Assert.Equal([new ApiKey { Name = "ana", Role = Role.Operator, Hash = Hash }, new ApiKey { Name = "ben", Role = Role.Viewer, Hash = Hash.Replace('0', 'f') }], api.Keys);
        Assert.Equal(new string('s', 40), api.SessionSecret!.Reveal());
        Assert.Equal(("https://login.example/realms/plant", "streamae", "realm_access.roles", "email"), (api.Oidc!.Authority.ToString(), api.Oidc.Audience, api.Oidc.RoleClaim, api.Oidc.NameClaim));
        Assert.Equal([("bosses", Role.Admin), ("staff", Role.Viewer)], api.Oidc.Roles.Select(r => (r.Key, r.Value)));
        Assert.Equal(new RateLimitConfiguration { Requests = 7, Burst = 9 }, api.RateLimit);
    }

    [Theory]
    [InlineData(
        "{address: 0.0.0.0}",
        "s.yaml:6:16: api.address: 0.0.0.0 is open to other machines, where nobody would have to show who they are; add keys: (streamae keys create --name NAME --role ROLE prints one) or oidc:, or write address: 127.0.0.1")]
    [InlineData(
        "{address: \"::\", keys: []}",
        "s.yaml:6:16: api.address: :: is open to other machines, where nobody would have to show who they are; add keys: (streamae keys create --name NAME --role ROLE prints one) or oidc:, or write address: 127.0.0.1")]
    [InlineData("{port: 0}", "s.yaml:6:13: api.port: 0 must lie between 1 and 65,535; try 8080")]
    [InlineData("{keys: [{name: ana, role: boss, hash: \"HASH\"}]}", "s.yaml:6:32: api.keys[0].role: boss must be viewer, operator or admin; give such a value")]
    [InlineData("{keys: [{name: ana, role: admin}]}", "s.yaml:6:14: api.keys[0].hash: is missing; add hash: and a value")]
    [InlineData(
        "{keys: [{name: ana, role: admin, hash: sak_secret}]}",
        "s.yaml:6:45: api.keys[0].hash: must be sha256: and 64 hexadecimal digits; write the line that streamae keys create prints, not the key")]
    [InlineData("{keys: [{name: a, role: admin, hash: \"HASH\"}, {name: a, role: viewer, hash: \"HASH\"}]}", "s.yaml:6:119: api.keys[1]: a mapping repeats the name a of line 6; keep one of the two")]
    [InlineData(
        "{keys: [{name: a, role: admin, hash: \"HASH\"}, {name: b, role: viewer, hash: \"HASH\"}]}",
        "s.yaml:6:119: api.keys[1].hash: is that of a too: nobody could tell who it was; make each a key of its own")]
    [InlineData(
        "{keys: [{name: a, role: admin, hash: \"HASH\"}], sessionSecret: hunter2}",
        "s.yaml:6:135: api.sessionSecret: has fewer than 32 characters; make one with: openssl rand -base64 48")]
    [InlineData("{sessionSecret: 0123456789012345678901234567890123456789}", "s.yaml:6:22: api.sessionSecret: belongs to keys, and there are none; remove it, or add keys")]
    [InlineData("{tls: {certificate: none.pem, key: none.key}}", "s.yaml:6:26: api.tls.certificate: none.pem does not exist; write the path of a PEM file, relative to the folder of this file")]
    [InlineData("{publicUrl: \"https://x.example/path\"}", "s.yaml:6:18: api.publicUrl: https://x.example/path must be an address without a path such as https://streamae.example; give such a value")]
    [InlineData("{publicUrl: streamae.example}", "s.yaml:6:18: api.publicUrl: streamae.example must be an address without a path such as https://streamae.example; give such a value")]
    [InlineData(
        "{oidc: {authority: \"http://login.example\", audience: a, roles: {x: admin}}}",
        "s.yaml:6:25: api.oidc.authority: http://login.example is not https: whoever is on the way could issue tokens; write https://")]
    [InlineData("{oidc: {authority: \"https://login.example\", audience: a, roles: {}}}", "s.yaml:6:70: api.oidc.roles: gives nobody a role; write entries such as plant-operators: operator")]
    [InlineData("{oidc: {authority: \"https://login.example\", roles: {x: admin}}}", "s.yaml:6:13: api.oidc.audience: is missing; add audience: and a value")]
    [InlineData("{rateLimit: {requests: 0}}", "s.yaml:6:29: api.rateLimit.requests: 0 must lie between 1 and 100,000; try 50")]
    [InlineData("8080", "s.yaml:6:6: api: 8080 must be a mapping with keys such as address; write address: and its value, indented below")]
    public void Load_AWrongKey_IsReportedWhereItStands(string api, string expected)
    {
        string[] errors = _folder.Errors($"{ServiceFolder.Valid}\napi: {api.Replace("HASH", Hash)}");
        Assert.True(errors.Contains(expected), string.Join('\n', errors));
        Assert.All(errors, e => Assert.DoesNotContain("sak_secret", e));
        Assert.All(errors, e => Assert.DoesNotContain("hunter2", e));
    }

    /// <summary>Loopback by http is how tests and proxies beside it look.</summary>
    [Fact]
    public void Load_AnAuthorityOnLoopback_MayBeHttp() =>
        Assert.NotNull(Loaded("api: {address: 0.0.0.0, oidc: {authority: \"http://localhost:8180\", audience: a, roles: {x: admin}}}").Api!.Oidc);

    private ServiceConfiguration Loaded(string api)
    {
        ServiceFileResult result = _folder.Load($"{ServiceFolder.Valid}\n{api}");
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }
}
