using System.Text;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Tests.Definitions;

namespace StreamAe.Monitoring.Tests.Telemetry;

/// <summary>docs/telemetry.md names every metric as the code does.</summary>
public sealed class TelemetryDocumentTests
{
    private const string Begin = "<!-- metrics: generated from Metrics.cs -->\n";
    private const string End = "<!-- end of metrics -->\n";

    private static readonly string[] Document = ["docs", "telemetry.md"];

    [Fact]
    public void Document_Metrics_AreThoseOfTheCode()
    {
        string text = File.ReadAllText(Repository.Path(Document));
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin > 0 && end > begin, $"docs/telemetry.md has no '{Begin.Trim()}' with '{End.Trim()}' after it.");
        Repository.AssertGenerated(text[..(begin + Begin.Length)] + Table() + text[end..], Document);
    }

    [Fact]
    public void Metrics_All_AreNamedOnceAndExplained()
    {
        Assert.Equal(Metrics.All.Count, Metrics.All.Select(m => m.Name).Distinct().Count());
        Assert.Equal(
            typeof(Metrics).GetProperties().Where(p => p.PropertyType == typeof(Metric)).Select(p => ((Metric)p.GetValue(null)!).Name).Order(StringComparer.Ordinal),
            Metrics.All.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.All(Metrics.All, metric =>
        {
            Assert.EndsWith(".", metric.Summary, StringComparison.Ordinal);
            Assert.Equal(metric.Kind == MetricKind.Histogram, metric.Bounds.Count > 0);
            Assert.Equal(metric.Bounds.Order(), metric.Bounds);

            // How many entities there are must change no number of series.
            Assert.DoesNotContain(Attributes.Entity, metric.Attributes);
        });
    }

    private static string Table()
    {
        var text = new StringBuilder("| In Prometheus | Kind | Labels | What it is |\n|---|---|---|---|\n");
        foreach (Metric metric in Metrics.All)
        {
            string labels = metric.Attributes.Count == 0 ? "" : string.Join(", ", metric.Attributes.Select(a => $"`{PrometheusName.LabelOf(a)}`"));
            text.Append($"| `{PrometheusName.Of(metric)}` | {metric.Kind.ToString().ToLowerInvariant()} | {labels} | {metric.Summary} |\n");
        }

        return text.ToString();
    }
}
