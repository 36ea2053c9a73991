namespace StreamAe.Host.Api.Requests;

/// <summary>Why all entities shall be trained.</summary>
internal sealed record RetrainForm(string? Reason);
