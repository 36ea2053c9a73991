using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace StreamAe.Host.Api.Security;

/// <summary>What keeps pages of other sites, in a browser that can reach this server, from using it.</summary>
/// <param name="isOpen">Whoever reaches it may do everything: then the address that was asked for must be one of this machine's.</param>
/// <param name="publicUrl">How browsers reach it by a proxy; null where there is none.</param>
internal sealed class BrowserRules(bool isOpen, Uri? publicUrl)
{
    public const string CsrfHeader = "X-CSRF-Token";

    public static bool IsUnsafe(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    /// <summary>
    /// A page's own name may be made to lead here (DNS rebinding), and then the browser takes this server for the page's. No name that somebody
    /// else gives away is accepted.
    /// </summary>
    public string? FindHostProblem(HttpRequest request) =>
        !isOpen || request.Host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(request.Host.Host, out IPAddress? address) && IPAddress.IsLoopback(address))
            ? null
            : "Without keys and oidc it answers at localhost, 127.0.0.1 and [::1] alone.";

    /// <summary>What is wrong with an unsafe request that a page elsewhere could have sent; null where nothing is.</summary>
    public string? FindOriginProblem(HttpRequest request)
    {
        StringValues origin = request.Headers.Origin;
        if (origin.Count > 1 || (origin.Count == 1 && !IsOwn(origin[0]!, request)))
        {
            return "The request comes from a page of another site.";
        }

        // Browsers say it since 2023; nobody else needs to.
        StringValues site = request.Headers["Sec-Fetch-Site"];
        return site.Count == 0 || site is ["same-origin"] or ["none"] ? null : "The request comes from a page of another site.";
    }

    private bool IsOwn(string origin, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? page)
            || (page.Scheme != Uri.UriSchemeHttp && page.Scheme != Uri.UriSchemeHttps)
            || page.PathAndQuery != "/"
            || page.UserInfo.Length > 0)
        {
            return false;
        }

        if (publicUrl is not null && page.Scheme == publicUrl.Scheme && page.Authority == publicUrl.Authority)
        {
            return true;
        }

        // A proxy without publicUrl may have taken TLS away; a page without TLS is none of a server with it.
        return !(request.IsHttps && page.Scheme == Uri.UriSchemeHttp)
            && Uri.TryCreate($"{page.Scheme}://{request.Host.Value}", UriKind.Absolute, out Uri? own)
            && own.Authority == page.Authority;
    }
}
