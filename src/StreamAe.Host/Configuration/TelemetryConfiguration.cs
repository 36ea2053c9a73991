namespace StreamAe.Host.Configuration;

/// <summary>Where the process sends its metrics, traces and logs by OTLP. What <c>/metrics</c> answers needs none of it.</summary>
internal sealed record TelemetryConfiguration
{
    public const double DefaultTraces = 0.01;

    /// <summary>A collector; null for none but what the environment names. Default null.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>How to talk to it. Default gRPC.</summary>
    public OtlpTransport Protocol { get; init; }

    /// <summary>Sent with each export, such as an authorization. Default none.</summary>
    public IReadOnlyDictionary<string, SecretText> Headers { get; init; } = new Dictionary<string, SecretText>();

    /// <summary>Between two exports of metrics. Default 15 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Share of polls whose way is traced, 0 to 1. Default 0.01.</summary>
    public double Traces { get; init; } = DefaultTraces;

    /// <summary>Whether the log goes there too. Default true.</summary>
    public bool Logs { get; init; } = true;
}
