using System.Net;
using StreamAe.Host.Tls;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Host.Configuration;

/// <summary>What the keys of <c>api</c> have to do with each other, and with the files they name.</summary>
internal sealed class ApiRules(ApiConfiguration api, ReadContext context)
{
    /// <summary>HMAC-SHA256 gains nothing beyond, and fewer could be guessed.</summary>
    private const int ShortestSecret = 32;

    public void Check()
    {
        CheckAddress();
        CheckKeys();
        CheckSecret();
        CheckTls();
        CheckOidc();
    }

    private void CheckAddress()
    {
        if (api.IsOpen && !IPAddress.IsLoopback(api.Address) && !context.Failed("api.keys") && !context.Failed("api.oidc") && context.Given("api.address") is { } given)
        {
            context.Refuse(
                given,
                "api.address",
                "is open to other machines, where nobody would have to show who they are",
                "add keys: (streamae keys create --name NAME --role ROLE prints one) or oidc:, or write address: 127.0.0.1");
        }
    }

    private void CheckKeys()
    {
        for (int i = 1; i < api.Keys.Count; i++)
        {
            if (api.Keys.Take(i).FirstOrDefault(k => k.Hash == api.Keys[i].Hash) is { } same && context.Given("api.keys") is { } list)
            {
                YamlNode place = list.Items.Count > i ? list.Items[i] : list;
                context.Errors.Add(
                    place.Line, place.Column, $"api.keys[{i}].hash", "", $"is that of {same.Name} too: nobody could tell who it was", "make each a key of its own");
                context.Fail("api.keys");
            }
        }
    }

    private void CheckSecret()
    {
        const string Key = "api.sessionSecret";
        if (api.SessionSecret is null || context.Given(Key) is not { } given || context.Failed(Key))
        {
            return;
        }

        string problem = api.SessionSecret.Reveal().Length < ShortestSecret ? $"has fewer than {ShortestSecret} characters"
            : api.Keys.Count == 0 && !context.Failed("api.keys") ? "belongs to keys, and there are none" : "";
        if (problem.Length > 0)
        {
            context.Errors.Add(
                given.Line, given.Column, Key, "", problem, problem.StartsWith('h') ? "make one with: openssl rand -base64 48" : "remove it, or add keys");
            context.Fail(Key);
        }
    }

    private void CheckTls()
    {
        if (api.Tls is not ApiTlsConfiguration tls || context.Failed("api.tls"))
        {
            return;
        }

        var problems = new List<TlsProblem>();
        ServerCertificate.Read(tls, problems);
        foreach (TlsProblem problem in problems)
        {
            string path = $"api.tls.{problem.Key}";
            YamlNode given = context.Given(path)!;
            context.Errors.Add(given.Line, given.Column, path, problem.Key == "keyPassword" ? "" : given.Shown, problem.Rule, problem.Remedy);
            context.Fail(path);
        }
    }

    private void CheckOidc()
    {
        if (api.Oidc is not OidcConfiguration oidc || context.Failed("api.oidc"))
        {
            return;
        }

        if (oidc.Authority.Scheme != Uri.UriSchemeHttps && !oidc.Authority.IsLoopback && context.Given("api.oidc.authority") is { } authority)
        {
            context.Refuse(authority, "api.oidc.authority", "is not https: whoever is on the way could issue tokens", "write https://");
        }

        if (oidc.Roles.Count == 0 && context.Given("api.oidc.roles") is { } roles)
        {
            context.Errors.Add(roles.Line, roles.Column, "api.oidc.roles", "", "gives nobody a role", "write entries such as plant-operators: operator");
            context.Fail("api.oidc.roles");
        }
    }
}
