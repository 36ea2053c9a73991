using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Telemetry;

namespace StreamAe.Host.Telemetry;

/// <summary>Takes what this process measures to who wants it: to Prometheus, which asks at <c>/metrics</c>, and to a collector.</summary>
internal sealed class TelemetryPipeline : IDisposable
{
    public const string MetricsPath = "/metrics";

    // Of .NET: the process itself, and the ports that it answers. Of the cluster's library.
    private static readonly string[] Scopes =
        [Metrics.Scope, Metrics.GpuScope, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans"];

    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;
    private readonly ExportTroubles? _troubles;

    private TelemetryPipeline(MeterProvider metrics, TracerProvider? traces, ExportTroubles? troubles, ServiceMeter meter) =>
        (_metrics, _traces, _troubles, Meter) = (metrics, traces, troubles, meter);

    /// <summary>What the service is measured with.</summary>
    public ServiceMeter Meter { get; }

    /// <param name="isAsked">A port answers <see cref="MetricsPath"/>.</param>
    /// <returns>Null where nobody wants anything: then nothing is measured.</returns>
    public static TelemetryPipeline? Start(TelemetryConfiguration? configuration, bool isAsked, TimeProvider time, ILoggerFactory loggers)
    {
        var collector = Collector.Of(configuration);
        if (collector is null && !isAsked)
        {
            return null;
        }

        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Collector.DescribeProcess())
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddMeter(Scopes);
        if (isAsked)
        {
            metrics.AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false);
        }

        collector?.AddTo(metrics);
        ExportTroubles? troubles = null;
        if (collector is not null)
        {
            ILogger logger = loggers.CreateLogger<TelemetryPipeline>();
            logger.LogExporting(collector.Place);
            troubles = new ExportTroubles(collector.Place, time, logger);
        }

        return new TelemetryPipeline(
            metrics.Build(), collector?.Trace(), troubles, new ServiceMeter(configuration?.Traces ?? TelemetryConfiguration.DefaultTraces, time));
    }

    /// <summary>Answers <see cref="MetricsPath"/>.</summary>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint(MetricsPath, _metrics, configureBranchedPipeline: null, optionsName: null);

    /// <summary>What was measured last goes to the collector first.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _traces?.Dispose();
        _troubles?.Dispose();
        Meter.Dispose();
    }
}
