using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace StreamAe.Host.Api.Console;

/// <summary>
/// The operator's console, carried in the executable: its page at each of its paths, its files under <c>/assets/</c>. Only what was
/// embedded is there to be asked for. Where the build left the console out, <c>/</c> says so.
/// </summary>
internal sealed class ConsoleFiles
{
    private const string Prefix = "console/";
    private const string IndexName = "index.html";
    private const string CompressedEnding = ".gz";

    /// <summary>Names carry a hash of the content, so what was fetched once holds for good.</summary>
    private const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Asked for each time, or a new version would not be seen; 304 where it is the same.</summary>
    private const string AskEachTime = "no-cache";

    // As in Console/src/pages/pages.ts; a test holds them together.
    private static readonly string[] PagePaths = ["/", "/alerts", "/entities", "/entity", "/thresholds", "/models", "/sources", "/monitors", "/audit"];

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string LeftOutPage =
        """
        This build of StreamAe has no console.

        It is built with the host where node 18 or later and npm are there: install them and build again
        (./run.sh --reprobe asks what this machine has). The API at /api/v1 and the commands of streamae
        do everything that the console does.
        """;

    private readonly FrozenDictionary<string, ConsoleFile> _files;

    private ConsoleFiles(FrozenDictionary<string, ConsoleFile> files) => _files = files;

    /// <summary>Whether this build has the console.</summary>
    public bool IsIncluded => _files.ContainsKey(IndexName);

    /// <summary>The paths at which the console's page is answered.</summary>
    public static IReadOnlyList<string> Pages => PagePaths;

    public static ConsoleFiles OfThisBuild() => Read(typeof(ConsoleFiles).Assembly);

    /// <summary>The files embedded in an assembly as <c>console/NAME</c>; those that end in <c>.gz</c> are the others, compressed.</summary>
    public static ConsoleFiles Read(Assembly assembly)
    {
        FrozenSet<string> names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        return new ConsoleFiles(
            names.Where(name => !name.EndsWith(CompressedEnding, StringComparison.Ordinal))
                .ToFrozenDictionary(
                    name => name[Prefix.Length..],
                    name => Describe(name, Load(assembly, name), names.Contains(name + CompressedEnding) ? Load(assembly, name + CompressedEnding) : null),
                    StringComparer.Ordinal));
    }

    /// <summary>For everybody: it is what people sign in with, and holds nothing of the service.</summary>
    public void Map(IEndpointRouteBuilder all)
    {
        RouteGroupBuilder routes = all.MapGroup(string.Empty);
        routes.AllowAnonymous();
        if (!IsIncluded)
        {
            routes.MapMethods("/", Methods, context => WriteLeftOutAsync(context.Response));
            return;
        }

        ConsoleFile index = _files[IndexName];
        foreach (string path in PagePaths)
        {
            routes.MapMethods(path, Methods, context => WriteAsync(context, index, AskEachTime));
        }

        routes.MapMethods("/assets/{name}", Methods, context =>
        {
            if (context.Request.RouteValues["name"] is string name && name != IndexName && _files.TryGetValue(name, out ConsoleFile? file))
            {
                return WriteAsync(context, file, Immutable);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private static Task WriteAsync(HttpContext context, ConsoleFile file, string caching)
    {
        HttpResponse response = context.Response;
        RequestHeaders asked = context.Request.GetTypedHeaders();
        response.Headers.CacheControl = caching;
        response.Headers.ETag = file.Tag.ToString();
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (asked.IfNoneMatch.Any(tag => tag.Compare(EntityTagHeaderValue.Any, useStrongComparison: false) || tag.Compare(file.Tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        byte[] body = file.Bytes;
        if (file.Compressed is not null && asked.AcceptEncoding.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0))
        {
            response.Headers.ContentEncoding = "gzip";
            body = file.Compressed;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static Task WriteLeftOutAsync(HttpResponse response)
    {
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.CacheControl = AskEachTime;
        return response.WriteAsync(LeftOutPage);
    }

    // Weak: the same tag stands for the bytes as they are and for those compressed.
    private static ConsoleFile Describe(string name, byte[] bytes, byte[]? compressed) =>
        new(
            ContentTypes.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"),
            new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"", isWeak: true),
            bytes,
            compressed);

    private static byte[] Load(Assembly assembly, string name)
    {
        using Stream resource = assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
