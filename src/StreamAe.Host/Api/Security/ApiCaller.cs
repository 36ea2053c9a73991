namespace StreamAe.Host.Api.Security;

/// <summary>Who asks.</summary>
/// <param name="Name">Of the key or of the token's subject; stands in the audit.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Kind">How it came in.</param>
internal sealed record ApiCaller(string Name, Role Role, CallerKind Kind)
{
    /// <summary>Where nobody has to show who they are.</summary>
    public static ApiCaller Anybody { get; } = new("console", Role.Admin, CallerKind.Open);

    /// <summary>The text that an unsafe request of this session must carry; null where it needs none.</summary>
    public string? CsrfToken { get; init; }

    /// <summary>When its session or token is over; null where it has no end.</summary>
    public DateTimeOffset? Until { get; init; }
}
