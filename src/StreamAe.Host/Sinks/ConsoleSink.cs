using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>One line an alert.</summary>
internal sealed class ConsoleSink(string name, TextWriter output) : IAlertSink
{
    public const string SinkName = "console";

    public string Name => name;

    public async ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        foreach (Alert alert in alerts)
        {
            await output.WriteLineAsync(Describe(alert)).ConfigureAwait(false);
        }
    }

    /// <summary><c>2026-01-08T10:35:00Z major pumps/pump-017 surprise 6.2: flow 12.1 (expected 40.3, 81 %)</c></summary>
    public static string Describe(Alert alert)
    {
        string time = DateTimeOffset.UnixEpoch.AddTicks(alert.EventTime).ToString("yyyy-MM-ddTHH:mm:ssZ");
        string provisional = alert.IsProvisional ? " provisional" : string.Empty;
        string severity = alert.Severity.ToString().ToLowerInvariant();
        return $"{time} {severity}{provisional} {alert.Monitor}/{alert.Entity} surprise {alert.Surprise:0.0}: {DescribeFeatures(alert)}";
    }

    /// <summary>What was wrong, most important first.</summary>
    public static string DescribeFeatures(Alert alert)
    {
        string features = string.Join(", ", alert.Features.Select(f => $"{f.Feature} {f.Actual} (expected {f.Expected}, {f.Share:P0})"));
        return alert.Kind switch
        {
            AlertKind.Silence => $"silence before this reading. {features}",
            AlertKind.Stuck => $"a number stands still. {features}",
            AlertKind.Late => $"rows come late. {features}",
            AlertKind.Shift => $"behaviour has shifted, the threshold follows. {features}",
            _ => features,
        };
    }
}
