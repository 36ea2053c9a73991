namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>A query of a panel or an annotation.</summary>
/// <param name="Dashboard">Its file, without the ending.</param>
/// <param name="Panel">Its title.</param>
/// <param name="IsCurve">Asked for a span of time rather than for now.</param>
/// <param name="HasExemplars">Traces of single polls are asked for too.</param>
internal sealed record DashboardQuery(string Dashboard, string Panel, string Expression, bool IsCurve, bool HasExemplars)
{
    /// <summary>As Grafana sends it: all of everything, or one monitor where the dashboard is of one.</summary>
    public string Substituted(string monitor) => Expression
        .Replace("$__rate_interval", "15s", StringComparison.Ordinal)
        .Replace("$__range", "60s", StringComparison.Ordinal)
        .Replace("$job", ".*", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$monitor", monitor, StringComparison.Ordinal);

    public override string ToString() => $"{Dashboard}, {Panel}: {Expression}";
}
