using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using StreamAe.Host.Api.Console;
using StreamAe.Host.Http;
using StreamAe.Host.Modules;

namespace StreamAe.Host.Tests.Api.Console;

/// <summary>The console as a build carries it; where it was left out, what stands in its place.</summary>
public sealed class ConsoleFilesTests
{
    private static readonly ConsoleFiles OfThisBuild = ConsoleFiles.OfThisBuild();

    [Fact]
    public void ThePart_IsIncludedExactlyWhereItsFilesAre() =>
        Assert.Equal(OfThisBuild.IsIncluded, PartCatalog.OfThisBuild().Parts.Single(p => p.Name == "Console").IsIncluded);

    [Fact]
    public async Task EveryPage_IsTheSameDocument_AskedForEachTime()
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        string first = await site.TextAsync("/");
        Assert.Contains("<script type=\"module\" src=\"/assets/main-", first, StringComparison.Ordinal);
        foreach (string path in ConsoleFiles.Pages)
        {
            using HttpResponseMessage response = await site.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            Assert.True(response.Headers.CacheControl?.NoCache);
            Assert.Equal(first, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task ThePage_RunsNothingThatStandsInIt()
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        string page = await site.TextAsync("/");
        Assert.DoesNotMatch(new Regex("<script(?![^>]*src=)|<style|style=|onload=|http:|https:", RegexOptions.None, TimeSpan.FromSeconds(1)), page);
    }

    [Fact]
    public async Task WhatThePageNames_IsThere_ForGood_AndOfItsType()
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        string[] names = [.. Regex.Matches(await site.TextAsync("/"), "/assets/[^\"]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value)];
        Assert.Equal(3, names.Length);
        foreach (string name in names)
        {
            using HttpResponseMessage response = await site.GetAsync(name);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
            Assert.Equal(Path.GetExtension(name) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "image/svg+xml" }, response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task WhatOneHas_IsNotSentAgain()
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        using HttpResponseMessage first = await site.GetAsync("/");
        Assert.Equal(HttpStatusCode.NotModified, await site.StatusAsync("/", r => r.Headers.IfNoneMatch.Add(first.Headers.ETag!)));
        Assert.Equal(HttpStatusCode.OK, await site.StatusAsync("/", r => r.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"another\""))));
    }

    [Fact]
    public async Task WhoTakesGzip_GetsTheSameInFewerBytes()
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        string script = Regex.Match(await site.TextAsync("/"), "/assets/main-[^\"]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        byte[] plain = await site.BytesAsync(script);
        using HttpResponseMessage response = await site.GetAsync(script, r => r.Headers.AcceptEncoding.ParseAdd("gzip"));
        byte[] compressed = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.True(compressed.Length < plain.Length / 2);
        using var unpacked = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(compressed), System.IO.Compression.CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        }

        Assert.Equal(plain, unpacked.ToArray());
        using HttpResponseMessage refused = await site.GetAsync(script, r => r.Headers.AcceptEncoding.ParseAdd("gzip;q=0"));
        Assert.Empty(refused.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/assets/nothing.js")]
    [InlineData("/assets/index.html")]
    [InlineData("/assets/..%2findex.html")]
    [InlineData("/assets/../../etc/passwd")]
    [InlineData("/assets/%2fetc%2fpasswd")]
    [InlineData("/assets/")]
    [InlineData("/nowhere")]
    public async Task WhatIsNotThere_IsNotFound(string path)
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync(path));
    }

    [Fact]
    public async Task Head_SendsNoBody()
    {
        SkipWithoutConsole();
        await using Site site = await Site.StartAsync(OfThisBuild);
        using HttpResponseMessage response = await site.GetAsync("/", r => r.Method = HttpMethod.Head);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task LeftOut_SaysSoAndHowToGetIt()
    {
        ConsoleFiles none = ConsoleFiles.Read(typeof(string).Assembly);
        Assert.False(none.IsIncluded);
        await using Site site = await Site.StartAsync(none);
        Assert.Contains("has no console", await site.TextAsync("/"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await site.StatusAsync("/alerts"));
    }

    [Fact]
    public void Pages_AreThoseOfTheConsole()
    {
        string source = File.ReadAllText(Repository.PathTo("src", "StreamAe.Host", "Console", "src", "pages", "pages.ts"));
        IEnumerable<string> paths = Regex.Matches(source, "^  \"(?<path>/[a-z]*)\":", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Select(m => m.Groups["path"].Value);
        Assert.Equal(paths.Order(StringComparer.Ordinal), ConsoleFiles.Pages.Order(StringComparer.Ordinal));
    }

    private static void SkipWithoutConsole() => Assert.SkipUnless(OfThisBuild.IsIncluded, "this build has no console (part Console)");

    private sealed class Site : IAsyncDisposable
    {
        private readonly WebServer _server;
        private readonly HttpClient _client;

        private Site(WebServer server, HttpClient client) => (_server, _client) = (server, client);

        public static async Task<Site> StartAsync(ConsoleFiles files)
        {
            int port = LoopbackPort.Find();
            WebServer server = await WebServer.StartAsync(IPAddress.Loopback, port, files.Map, TestContext.Current.CancellationToken);
            return new Site(server, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
        }

        public async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? change = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            change?.Invoke(request);
            return await _client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public async Task<HttpStatusCode> StatusAsync(string path, Action<HttpRequestMessage>? change = null)
        {
            using HttpResponseMessage response = await GetAsync(path, change);
            return response.StatusCode;
        }

        public Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        public Task<byte[]> BytesAsync(string path) => _client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _server.DisposeAsync();
        }
    }
}
