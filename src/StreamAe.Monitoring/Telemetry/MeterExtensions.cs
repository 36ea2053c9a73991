using System.Diagnostics.Metrics;

namespace StreamAe.Monitoring.Telemetry;

/// <summary>Makes the instruments of <see cref="Metrics"/>.</summary>
public static class MeterExtensions
{
    public static Histogram<double> CreateHistogram(this Meter meter, Metric metric)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metric);
        return meter.CreateHistogram(
            metric.Name, metric.Unit, metric.Summary, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Bounds });
    }

    /// <summary>A counter or a gauge that is asked when somebody reads it.</summary>
    /// <param name="measure">From any thread.</param>
    public static void Observe(this Meter meter, Metric metric, Func<IEnumerable<Measurement<double>>> measure)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(metric);
        if (metric.Kind == MetricKind.Counter)
        {
            meter.CreateObservableCounter(metric.Name, measure, metric.Unit, metric.Summary);
        }
        else
        {
            meter.CreateObservableGauge(metric.Name, measure, metric.Unit, metric.Summary);
        }
    }
}
