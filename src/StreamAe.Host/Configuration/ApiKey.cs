using StreamAe.Host.Api.Security;

namespace StreamAe.Host.Configuration;

/// <summary>A key of the API, as the configuration knows it: the key itself stands nowhere.</summary>
internal sealed record ApiKey
{
    /// <summary>Who has it; stands in the audit as the author. Required; letters, digits, '.', '_' and '-', at most 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it may do. Required.</summary>
    public Role Role { get; init; }

    /// <summary>Of the key: <c>sha256:</c> and 64 hexadecimal digits. Required.</summary>
    public string Hash { get; init; } = "";
}
