namespace StreamAe.Host.Tests.Api.Security;

/// <summary>The body of a test's request.</summary>
internal sealed record TestChange(int Value);
