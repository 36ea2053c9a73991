namespace StreamAe.Host.Api.Monitors;

/// <summary>When anomalous rows become an alert: m of the last n, then none for a while.</summary>
internal sealed record AlertPolicyView(int M, int N, double CooldownSeconds, double Release);
