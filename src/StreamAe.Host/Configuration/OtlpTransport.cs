namespace StreamAe.Host.Configuration;

/// <summary>How OTLP travels.</summary>
internal enum OtlpTransport
{
    /// <summary>gRPC, usually at port 4317.</summary>
    Grpc,

    /// <summary>Protocol buffers over HTTP, usually at port 4318; the endpoint's path is completed by the signal's.</summary>
    Http,
}
