namespace StreamAe.Host.Api.Alerts;

/// <summary>For how long an entity's scores raise no alert, in its own time.</summary>
internal sealed record SnoozeForm(double Hours, string? Reason);
