using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Tests.Sinks;

/// <summary>Alerts to send.</summary>
internal static class Alerts
{
    /// <summary>Names as no operator gives them, and as streams bring them.</summary>
    public static IReadOnlyList<string> HostileNames { get; } =
    [
        "\"; DROP TABLE alerts; --", "two\nlines\r\n\tand a tab", "\0\u0001\u001f\u007f", "{entity} {{json}} ${env:HOME}", "насос 🚰 \u202e", "\\\"\\", "</script>&'<",
        "\u2028\u2029", new string('長', EntityDirectory.MaxKeyLength), "a\ud800b\udc00",
    ];

    public static Alert Create(
        string id, string entity = "pump-1", AlertSeverity severity = AlertSeverity.Major, string monitor = "pumps", AlertKind kind = AlertKind.Score, double second = 0,
        float surprise = 6.25f) =>
        new(
            id, monitor, entity, kind, severity, EventTime.FromSeconds(second), EventTime.FromSeconds(second - 60), 7, surprise, 2.5f, 1.25f, 2.5f, float.NaN, 3, false,
            [new FeatureContribution("flow", 0.81f, "12.1", "40.3")]);
}
