using Microsoft.AspNetCore.Http;

namespace StreamAe.Host.Api.Security;

/// <summary>What a request says about who sends it. Neither a caller nor a refusal: it says nothing.</summary>
/// <param name="Caller">Who it is; null where nobody knows.</param>
/// <param name="Status">Of the refusal; 0 where there is none.</param>
/// <param name="Detail">Why it is refused, without what was shown; null where it is not.</param>
internal sealed record AuthenticationResult(ApiCaller? Caller, int Status, string? Detail)
{
    /// <summary>Shows nothing.</summary>
    public static AuthenticationResult Nothing { get; } = new(null, 0, null);

    /// <summary>It showed something that does not let in: a guess, perhaps.</summary>
    public bool HasFailed => Status == StatusCodes.Status401Unauthorized;

    public static AuthenticationResult Of(ApiCaller caller) => new(caller, 0, null);

    public static AuthenticationResult Refuse(string detail, int status = StatusCodes.Status401Unauthorized) => new(null, status, detail);
}
