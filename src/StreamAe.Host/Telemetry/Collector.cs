using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Telemetry;

namespace StreamAe.Host.Telemetry;

/// <summary>An OpenTelemetry collector to which this process sends, by OTLP.</summary>
internal sealed class Collector
{
    /// <summary>As every OpenTelemetry SDK reads it.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>One export; the process' end waits for the last ones.</summary>
    private const int TimeoutMilliseconds = 5000;

    private readonly TelemetryConfiguration _configuration;

    private Collector(TelemetryConfiguration configuration) => _configuration = configuration;

    /// <summary>Where it is, for people.</summary>
    public string Place => _configuration.Endpoint?.ToString() ?? Environment.GetEnvironmentVariable(EndpointVariable)!;

    /// <summary>Null where neither the configuration nor the environment names one.</summary>
    public static Collector? Of(TelemetryConfiguration? configuration) =>
        configuration?.Endpoint is not null || Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 }
            ? new Collector(configuration ?? new TelemetryConfiguration())
            : null;

    /// <summary>Who this process is: <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> say more, or otherwise.</summary>
    public static ResourceBuilder DescribeProcess() => ResourceBuilder.CreateEmpty()
        .AddService("streamae", serviceVersion: ProductVersion.Text, autoGenerateServiceInstanceId: false, serviceInstanceId: Environment.MachineName)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    public void AddTo(MeterProviderBuilder metrics) => metrics.AddOtlpExporter((exporter, reader) =>
    {
        Configure(exporter, "v1/metrics");
        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)_configuration.Interval.TotalMilliseconds;
    });

    /// <summary>Null where no poll is traced.</summary>
    public TracerProvider? Trace() => _configuration.Traces == 0 ? null : Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(DescribeProcess())
        .AddSource(Metrics.Scope)
        .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
        .Build();

    public void AddTo(ILoggingBuilder logging)
    {
        if (_configuration.Logs)
        {
            logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.SetResourceBuilder(DescribeProcess());
                logs.AddOtlpExporter(exporter => Configure(exporter, "v1/logs"));
            });
        }
    }

    /// <param name="path">Of the signal, which HTTP needs.</param>
    private void Configure(OtlpExporterOptions exporter, string path)
    {
        exporter.TimeoutMilliseconds = TimeoutMilliseconds;
        if (_configuration.Endpoint is not Uri endpoint)
        {
            return; // All of it is the environment's, which the exporter reads itself.
        }

        bool isHttp = _configuration.Protocol == OtlpTransport.Http;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri($"{endpoint.ToString().TrimEnd('/')}/{path}") : endpoint;
        if (_configuration.Headers.Count > 0)
        {
            exporter.Headers = string.Join(',', _configuration.Headers.Select(h => $"{h.Key}={Uri.EscapeDataString(h.Value.Reveal())}"));
        }
    }
}
