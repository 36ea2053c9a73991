using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The keys of <c>telemetry</c>.</summary>
internal static class TelemetryKeys
{
    private const int MostHeaders = 50;

    private static readonly ChoiceForm<OtlpTransport> Protocol = new(("grpc", OtlpTransport.Grpc), ("http", OtlpTransport.Http));

    public static OptionalForm<TelemetryConfiguration> Form { get; } = new(new MappingForm<TelemetryConfiguration>(
        new TelemetryConfiguration(),
        [
            new TypedKey<TelemetryConfiguration, Uri?>(
                "endpoint", new OptionalForm<Uri>(new UrlForm(path: true)), t => t.Endpoint, (t, v) => t with { Endpoint = v })
            {
                Summary = "The OTLP collector; left out, the one that OTEL_EXPORTER_OTLP_ENDPOINT names, if it does",
            },
            new TypedKey<TelemetryConfiguration, OtlpTransport>("protocol", Protocol, t => t.Protocol, (t, v) => t with { Protocol = v })
            {
                Summary = "How to talk to it: gRPC, usually at port 4317, or HTTP, usually at 4318",
            },
            new TypedKey<TelemetryConfiguration, IReadOnlyDictionary<string, SecretText>>(
                "headers",
                new EntriesForm<SecretText>(new TextForm(200), new SecretTextForm(4000), MostHeaders, "authorization: \"Bearer ${file:/run/secrets/otlp}\""),
                t => t.Headers,
                (t, v) => t with { Headers = v })
            {
                Summary = "Sent with each export, such as an authorization",
            },
            new TypedKey<TelemetryConfiguration, TimeSpan>(
                "interval", new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), t => t.Interval, (t, v) => t with { Interval = v })
            {
                Summary = "Between two exports of metrics",
                Raising = "sends less and shows it later",
            },
            new TypedKey<TelemetryConfiguration, double>("traces", new NumberForm<double>(0, 1), t => t.Traces, (t, v) => t with { Traces = v })
            {
                Summary = "Share of polls whose way from reading to commit is traced, with one event of each",
                Raising = "sends more traces, ten a second at most",
            },
            new TypedKey<TelemetryConfiguration, bool>("logs", new BooleanForm(), t => t.Logs, (t, v) => t with { Logs = v })
            {
                Summary = "Whether the log goes to the collector too",
            },
        ]));
}
