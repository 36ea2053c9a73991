using System.Net;
using StreamAe.Host.Api.Security;
using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The keys of <c>api</c>.</summary>
internal static class ApiSectionKeys
{
    private const int MostKeys = 1000;
    private const int MostRoles = 100;

    private static readonly TextForm Path = new(1000);

    private static readonly TextForm Claim = new(200);

    private static readonly ChoiceForm<Role> RoleForm = new(("viewer", Role.Viewer), ("operator", Role.Operator), ("admin", Role.Admin));

    private static readonly MappingForm<ApiTlsConfiguration> Tls = new(
        new ApiTlsConfiguration(),
        [
            new TypedKey<ApiTlsConfiguration, string>("certificate", Path, t => t.Certificate, (t, v) => t with { Certificate = v })
            {
                IsRequired = true,
                Summary = "PEM file of the server's certificate, then its intermediates, relative to this file",
            },
            new TypedKey<ApiTlsConfiguration, string>("key", Path, t => t.Key, (t, v) => t with { Key = v })
            {
                IsRequired = true,
                Summary = "PEM file of its private key",
            },
            new TypedKey<ApiTlsConfiguration, SecretText?>(
                "keyPassword", new OptionalForm<SecretText>(new SecretTextForm(1000)), t => t.KeyPassword, (t, v) => t with { KeyPassword = v })
            {
                Summary = "What the key is encrypted with, if it is; ${env:NAME} and ${file:PATH} in it are put in",
            },
        ]);

    private static readonly MappingForm<ApiKey> Key = new(
        new ApiKey(),
        [
            new TypedKey<ApiKey, string>("name", SharedForms.Identifier, k => k.Name, (k, v) => k with { Name = v })
            {
                IsRequired = true,
                Summary = "Who has it; stands in the audit",
            },
            new TypedKey<ApiKey, Role>("role", RoleForm, k => k.Role, (k, v) => k with { Role = v })
            {
                IsRequired = true,
                Summary = "viewer reads; operator also answers alerts, sets thresholds and asks for trainings; admin also changes monitors",
            },
            new TypedKey<ApiKey, string>("hash", new KeyHashForm(), k => k.Hash, (k, v) => k with { Hash = v })
            {
                IsRequired = true,
                Summary = "The SHA-256 of the key, as streamae keys create prints it",
            },
        ]);

    private static readonly MappingForm<OidcConfiguration> Oidc = new(
        new OidcConfiguration(),
        [
            new TypedKey<OidcConfiguration, Uri>("authority", new UrlForm(path: true), o => o.Authority, (o, v) => o with { Authority = v })
            {
                IsRequired = true,
                Summary = "The issuer of tokens, by https; its metadata stand at /.well-known/openid-configuration below",
            },
            new TypedKey<OidcConfiguration, string>("audience", Path, o => o.Audience, (o, v) => o with { Audience = v })
            {
                IsRequired = true,
                Summary = "What a token must be meant for",
            },
            new TypedKey<OidcConfiguration, string>("roleClaim", Claim, o => o.RoleClaim, (o, v) => o with { RoleClaim = v })
            {
                Summary = "The claim with the caller's roles; a path such as realm_access.roles leads into objects",
            },
            new TypedKey<OidcConfiguration, string>("nameClaim", Claim, o => o.NameClaim, (o, v) => o with { NameClaim = v })
            {
                Summary = "The claim with the caller's name, which stands in the audit; sub is taken where a token lacks it",
            },
            new TypedKey<OidcConfiguration, IReadOnlyDictionary<string, Role>>(
                "roles", new EntriesForm<Role>(Claim, RoleForm, MostRoles, "plant-operators: operator"), o => o.Roles, (o, v) => o with { Roles = v })
            {
                IsRequired = true,
                Summary = "Values of that claim, and the role each gives; of several the highest counts",
            },
        ]);

    private static readonly MappingForm<RateLimitConfiguration> RateLimit = new(
        new RateLimitConfiguration(),
        [
            new TypedKey<RateLimitConfiguration, int>("requests", new IntegerForm<int>(1, 100_000), r => r.Requests, (r, v) => r with { Requests = v })
            {
                Summary = "Requests of one caller, or of one address where nobody has shown who they are",
                Unit = "a second",
                Raising = "lets one caller take more of the process",
            },
            new TypedKey<RateLimitConfiguration, int>("burst", new IntegerForm<int>(1, 1_000_000), r => r.Burst, (r, v) => r with { Burst = v })
            {
                Summary = "Most of them at once after a pause",
                Unit = "requests",
                Raising = "lets pages that ask for much load without waiting",
            },
        ]);

    public static OptionalForm<ApiConfiguration> Form { get; } = new(new MappingForm<ApiConfiguration>(
        new ApiConfiguration(),
        [
            new TypedKey<ApiConfiguration, IPAddress>("address", new IpAddressForm(), a => a.Address, (a, v) => a with { Address = v })
            {
                Summary = "Where it listens: an IP address of this machine, or 0.0.0.0 for all of them, which needs keys or oidc",
            },
            new TypedKey<ApiConfiguration, int>("port", new IntegerForm<int>(1, 65535), a => a.Port, (a, v) => a with { Port = v })
            {
                Summary = "At which port; that of health, at the same address, serves both",
            },
            new TypedKey<ApiConfiguration, ApiTlsConfiguration?>("tls", new OptionalForm<ApiTlsConfiguration>(Tls), a => a.Tls, (a, v) => a with { Tls = v })
            {
                Summary = "HTTPS; left out, whoever is on the way can read keys and answers",
            },
            new TypedKey<ApiConfiguration, Uri?>(
                "publicUrl", new OptionalForm<Uri>(new UrlForm(path: false)), a => a.PublicUrl, (a, v) => a with { PublicUrl = v })
            {
                Summary = "How browsers reach it where a proxy stands before it, such as https://streamae.example",
            },
            new TypedKey<ApiConfiguration, IReadOnlyList<ApiKey>>(
                "keys", new ListForm<ApiKey>(Key, 0, MostKeys, ("name", k => k.Name)), a => a.Keys, (a, v) => a with { Keys = v })
            {
                Summary = "Who may enter with a key; streamae keys create makes one",
            },
            new TypedKey<ApiConfiguration, SecretText?>(
                "sessionSecret", new OptionalForm<SecretText>(new SecretTextForm(1000)), a => a.SessionSecret, (a, v) => a with { SessionSecret = v })
            {
                Summary = "Signs the console's sessions, the same for all processes behind one balancer, at least 32 characters, best as ${file:PATH}; left out, "
                    + "each process makes its own and sessions end with it",
            },
            new TypedKey<ApiConfiguration, OidcConfiguration?>("oidc", new OptionalForm<OidcConfiguration>(Oidc), a => a.Oidc, (a, v) => a with { Oidc = v })
            {
                Summary = "Accepts tokens of an OpenID Connect provider",
            },
            new TypedKey<ApiConfiguration, RateLimitConfiguration>("rateLimit", RateLimit, a => a.RateLimit, (a, v) => a with { RateLimit = v })
            {
                Summary = "Bounds what one caller may send; more is answered with 429",
            },
        ]));
}
