using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Http;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>A small OpenID Connect provider on loopback: metadata, keys, and tokens of any kind, made by hand.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebServer _server;

    private TestIssuer(WebServer server) => _server = server;

    public string Url => $"http://127.0.0.1:{_server.Port}/realms/plant";

    public RSA Rsa { get; private set; } = RSA.Create(2048);

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The name under which the RSA key is published.</summary>
    public string RsaName { get; private set; } = "rsa-1";

    /// <summary>Published by mistake: whoever reads it could sign.</summary>
    public byte[] Shared { get; } = RandomNumberGenerator.GetBytes(32);

    public bool IsAway { get; set; }

    public int Questions { get; private set; }

    public static async Task<TestIssuer> StartAsync()
    {
        TestIssuer? issuer = null;
        WebServer server = await WebServer.StartAsync(
            IPAddress.Loopback,
            0,
            routes =>
            {
                routes.MapGet("/realms/plant/.well-known/openid-configuration", () => issuer!.Answer(new { issuer = issuer.Url, jwks_uri = $"{issuer.Url}/keys" }));
                routes.MapGet("/realms/plant/keys", () => issuer!.Answer(new { keys = issuer.Keys() }));
            },
            TestContext.Current.CancellationToken);
        return issuer = new TestIssuer(server);
    }

    /// <summary>Publishes another RSA key, and the one before no more.</summary>
    public void Renew()
    {
        Rsa = RSA.Create(2048);
        RsaName = "rsa-2";
    }

    /// <summary>What a good token says, for tests to change.</summary>
    public Dictionary<string, object> Claims(params string[] roles)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new Dictionary<string, object>
        {
            ["iss"] = Url,
            ["aud"] = "streamae",
            ["sub"] = "f3a1",
            ["preferred_username"] = "olga",
            ["iat"] = now,
            ["exp"] = now + 300,
            ["roles"] = roles,
        };
    }

    public string SignWithRsa(Dictionary<string, object> claims, string algorithm = "RS256") =>
        Sign(new { alg = algorithm, typ = "JWT", kid = RsaName }, claims, data => Rsa.SignData(data, HashAlgorithmName.SHA256, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));

    public string SignWithEc(Dictionary<string, object> claims) => Sign(new { alg = "ES256", typ = "JWT", kid = "ec-1" }, claims, data => Ec.SignData(data, HashAlgorithmName.SHA256));

    public static string Sign(object header, object claims, Func<byte[], byte[]> sign)
    {
        string signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Rsa.Dispose();
        Ec.Dispose();
    }

    private static string Encode(object part) => Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(part));

    private IResult Answer(object body)
    {
        Questions++;
        return IsAway ? Results.StatusCode(503) : Results.Json(body);
    }

    private object[] Keys()
    {
        RSAParameters rsa = Rsa.ExportParameters(false);
        ECParameters ec = Ec.ExportParameters(false);
        return
        [
            new { kty = "RSA", use = "sig", kid = RsaName, n = Base64Url.Encode(rsa.Modulus), e = Base64Url.Encode(rsa.Exponent) },
            new { kty = "oct", use = "sig", kid = "oct-1", k = Base64Url.Encode(Shared) },
            new { kty = "EC", use = "sig", kid = "ec-1", crv = "P-256", x = Base64Url.Encode(ec.Q.X), y = Base64Url.Encode(ec.Q.Y) },
        ];
    }
}
