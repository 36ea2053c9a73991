using StreamAe.Monitoring.Telemetry;

namespace StreamAe.Monitoring.Tests.Telemetry;

/// <summary>What metrics are called in Prometheus, as the exporter names them: a test with a real one checks it.</summary>
internal static class PrometheusName
{
    public static string Of(Metric metric)
    {
        string unit = metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "{event}/d" => "_per_day",
            _ => "",
        };
        return LabelOf(metric.Name) + unit + (metric.Kind == MetricKind.Counter ? "_total" : "");
    }

    /// <summary>An attribute as a label.</summary>
    public static string LabelOf(string attribute) => attribute.Replace('.', '_');
}
