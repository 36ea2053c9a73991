namespace StreamAe.Host.Api.Security;

/// <summary>Who asks, as the console shows it.</summary>
/// <param name="Open">Nobody has to show who they are.</param>
/// <param name="Csrf">What unsafe requests send as X-CSRF-Token; null where they need none.</param>
internal sealed record SessionView(string Name, Role Role, bool Open, string? Csrf)
{
    public static SessionView Of(ApiCaller caller) => new(caller.Name, caller.Role, caller.Kind == CallerKind.Open, caller.CsrfToken);
}
