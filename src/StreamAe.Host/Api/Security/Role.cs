namespace StreamAe.Host.Api.Security;

/// <summary>What a caller may do; each may all that those before it may.</summary>
internal enum Role
{
    Viewer,
    Operator,
    Admin,
}
