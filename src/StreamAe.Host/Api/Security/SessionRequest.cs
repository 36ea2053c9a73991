namespace StreamAe.Host.Api.Security;

/// <summary>Begins a session.</summary>
internal sealed record SessionRequest(string Key)
{
    /// <summary>Whoever prints it prints no key.</summary>
    public override string ToString() => nameof(SessionRequest);
}
