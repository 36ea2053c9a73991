using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary>
/// Finds out who sends a request: by a key in <c>X-Api-Key</c> or <c>Authorization: Bearer</c>, by a token in the latter, or by the console's cookie.
/// What a header says counts, also where it is wrong and there is a cookie beside it.
/// </summary>
internal sealed class Authentication(bool isOpen, KeyRing keys, SessionCookies sessions, TokenAuthority? tokens)
{
    public const string KeyHeader = "X-Api-Key";

    private const string Scheme = "Bearer ";

    public async ValueTask<AuthenticationResult> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (isOpen)
        {
            return AuthenticationResult.Of(ApiCaller.Anybody);
        }

        StringValues key = request.Headers[KeyHeader];
        StringValues authorization = request.Headers.Authorization;
        if (key.Count + authorization.Count == 0)
        {
            return sessions.Find(request) is ApiCaller caller ? AuthenticationResult.Of(caller) : AuthenticationResult.Nothing;
        }

        if (key.Count + authorization.Count > 1)
        {
            return AuthenticationResult.Refuse("The request shows more than one key or token.");
        }

        if (key.Count == 1)
        {
            return FindKey(key[0]!);
        }

        if (!authorization[0]!.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticationResult.Refuse("Authorization must be Bearer and a key or token.");
        }

        string shown = authorization[0]![Scheme.Length..].Trim();
        return tokens is null || shown.StartsWith(KeyRing.Prefix, StringComparison.Ordinal)
            ? FindKey(shown)
            : await tokens.FindAsync(shown, cancellationToken).ConfigureAwait(false);
    }

    private AuthenticationResult FindKey(string shown) => keys.Find(shown) is ApiKey key
        ? AuthenticationResult.Of(new ApiCaller(key.Name, key.Role, CallerKind.Key))
        : AuthenticationResult.Refuse("The key is not known here.");
}
