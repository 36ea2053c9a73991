using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tests.Api.Security;

/// <summary>Whatever stands in a request, it lets nobody in and breaks nothing.</summary>
public sealed class MalformedRequestTests
{
    private const int Cases = 400;

    private static readonly RateLimitConfiguration Unlimited = new() { Requests = 100_000, Burst = 1_000_000 };

    /// <summary>Text as attackers and broken programs send it: printable, Latin-1, and pieces of what is right.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => new string([.. s.Get.Select(c => (char)(c % 256)).Where(c => c is >= ' ' and not '\u007f')])),
        Gen.Elements("Bearer", "Bearer ", "bearer sak_", "Basic YTpi", "Digest x", "null", "*", "http://localhost", "https://[::1]:8080", "//", "[", "]:", "::1", "localhost:99999", "127.0.0.1:x",
            "%00", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "..", ".", "=", ";", "streamae-session=", "\"", "é", new string('x', 3000)),
        from size in Gen.Choose(0, 60) from piece in Gen.Elements(KeyRing.CreateKey(), KeyRing.HashOf(KeyRing.CreateKey())) select piece[..Math.Min(size, piece.Length)]);

    private static readonly Regex Loopback =
        new(@"^(localhost|127(\.\d+)*|\[.*\])(:\d*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly Gen<string> Values = from parts in Texts.ListOf() select string.Concat(parts.Take(4));

    [Fact]
    public async Task Request_WithAnyCredentials_IsLetInNowhere()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys with { RateLimit = Unlimited });
        Check.One(
            Configure(),
            Prop.ForAll((from name in Gen.Elements("Authorization", "X-Api-Key", "Cookie", "X-CSRF-Token") from prefix in Gen.Elements("", "Bearer ", "streamae-session=") from value in Values select (name, text: prefix + value)).ToArbitrary(), header =>
            {
                string answer = Ask(server.Port, $"GET /api/v1/test/viewer HTTP/1.1\r\nHost: localhost\r\n{header.name}: {header.text}\r\nConnection: close\r\n\r\n");
                return Starts(answer, "HTTP/1.1 401 ", "HTTP/1.1 429 ", "HTTP/1.1 400 ") && IsClean(answer);
            }));
        Assert.Equal(200, (await server.GetAsync("/api/v1/test/viewer", ("X-Api-Key", SecuredServer.ViewerKey))).Status);
    }

    [Fact]
    public async Task Change_WithAnyHostAndOrigin_IsForTheOwnPageAlone()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.Open with { RateLimit = Unlimited });
        Check.One(
            Configure(),
            Prop.ForAll((from host in Values from origin in Values from which in Gen.Choose(0, 2) select (host: which == 0 ? "localhost" : host, origin: which == 1 ? null : origin)).ToArbitrary(), given =>
            {
                string origin = given.origin is null ? "" : $"Origin: {given.origin}\r\n";
                string answer = Ask(
                    server.Port,
                    $"POST /api/v1/test/change HTTP/1.1\r\nHost: {given.host}\r\n{origin}Content-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{{\"value\":7}}");
                bool isOwn = IsLoopbackName(given.host.Trim()) && (given.origin is null || IsOwn(given.origin.Trim(), given.host.Trim()));
                return (isOwn || Starts(answer, "HTTP/1.1 403 ", "HTTP/1.1 400 ")) && IsClean(answer);
            }));
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/api/v1/test/change", """{"value":7}""")).Status);
    }

    [Fact]
    public async Task Post_WithAnyBody_IsAProblemOrUnderstood()
    {
        await using SecuredServer server = await SecuredServer.StartAsync(SecuredServer.WithKeys with { RateLimit = Unlimited });
        Gen<byte[]> bodies = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>(),
            from text in Values select Encoding.UTF8.GetBytes($$"""{"key":"{{text}}"}"""),
            from text in Values select Encoding.UTF8.GetBytes($$"""{"value":{{text}}}"""),
            from depth in Gen.Choose(0, 5000) select Encoding.UTF8.GetBytes(new string('{', depth)));
        Check.One(
            Configure(),
            Prop.ForAll((from body in bodies from path in Gen.Elements(SessionEndpoints.Path, "/api/v1/test/change") select (body, path)).ToArbitrary(), given =>
            {
                string answer = Ask(
                    server.Port,
                    $"POST {given.path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {SecuredServer.OperatorKey}\r\nContent-Type: application/json\r\nContent-Length: {given.body.Length}\r\nConnection: close\r\n\r\n{Encoding.Latin1.GetString(given.body)}");
                return IsClean(answer) && (given.path == SessionEndpoints.Path
                    ? Starts(answer, "HTTP/1.1 400 ", "HTTP/1.1 401 ", "HTTP/1.1 429 ")
                    : Starts(answer, "HTTP/1.1 400 ", "HTTP/1.1 200 "));
            }));
    }

    private static Config Configure() => Config.QuickThrowOnFailure.WithMaxTest(Cases);

    private static bool Starts(string answer, params ReadOnlySpan<string> allowed)
    {
        foreach (string start in allowed)
        {
            if (answer.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Nothing failed inside, and nothing of the inside is shown.</summary>
    private static bool IsClean(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && !answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) && !answer.Contains("   at ") && !answer.Contains("System.") && !answer.Contains("StreamAe.");

    private static bool IsLoopbackName(string host) => Loopback.IsMatch(host);

    private static bool IsOwn(string origin, string host) => origin.EndsWith($"//{host}", StringComparison.OrdinalIgnoreCase) || origin.TrimEnd('/').EndsWith($"//{host}", StringComparison.OrdinalIgnoreCase);

    private static string Ask(int port, string request)
    {
        using var client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = 10_000 };
        NetworkStream stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            stream.Write(Encoding.Latin1.GetBytes(request));
            stream.CopyTo(answer);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // It has refused before it has read all of it.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
