using System.Text.Json;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Api.Security;

/// <summary>What a token that is valid says of its bearer.</summary>
internal sealed class TokenClaims(OidcConfiguration configuration, JsonElement claims)
{
    private const int LongestName = 200;

    /// <summary>Null where there is none that could stand in an audit.</summary>
    public string? Name => NameIn(configuration.NameClaim) ?? NameIn("sub");

    /// <summary>The highest of those that the configuration gives to a value of the claim; null where it gives none.</summary>
    public Role? Role
    {
        get
        {
            Role? highest = null;
            foreach (string value in Find(configuration.RoleClaim) is JsonElement found ? ValuesOf(found) : [])
            {
                if (configuration.Roles.TryGetValue(value, out Role role) && !(highest >= role))
                {
                    highest = role;
                }
            }

            return highest;
        }
    }

    private string? NameIn(string claim) =>
        Find(claim) is { ValueKind: JsonValueKind.String } found && found.GetString() is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl) ? name : null;

    /// <summary>By its name, which may have dots in it, or else as a path into objects.</summary>
    private JsonElement? Find(string claim)
    {
        JsonElement at = claims;
        if (at.TryGetProperty(claim, out JsonElement whole))
        {
            return whole;
        }

        foreach (string part in claim.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>A text is one value, and words with blanks between them are values too, as in scope.</summary>
    private static IEnumerable<string> ValuesOf(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.String => [found.GetString()!, .. found.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        JsonValueKind.Array => found.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!),
        _ => [],
    };
}
