using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Configuration;

/// <summary>Whose tokens the API accepts, and which role they give.</summary>
internal sealed record OidcConfiguration
{
    /// <summary>The issuer, whose metadata stand at /.well-known/openid-configuration below. Required; https, or http on loopback.</summary>
    public Uri Authority { get; init; } = new("https://localhost");

    /// <summary>What a token must be meant for. Required.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The claim with the caller's roles: text, words, or a list; a path such as realm_access.roles leads into objects. Default roles.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The claim with the caller's name; where a token lacks it, sub is taken. Default preferred_username.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Values of the role claim and what they give; of several the highest counts. Required, at least one.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = new Dictionary<string, Role>();
}
