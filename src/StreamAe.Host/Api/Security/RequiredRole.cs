namespace StreamAe.Host.Api.Security;

/// <summary>Of an endpoint: who may call it.</summary>
/// <param name="Role">The lowest.</param>
internal sealed record RequiredRole(Role Role);
