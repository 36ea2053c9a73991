using System.Net;

namespace StreamAe.Host.Configuration;

/// <summary>Where the process answers whether it lives and is ready.</summary>
internal sealed record HealthConfiguration
{
    /// <summary>Default 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Required; 1 to 65,535.</summary>
    public int Port { get; init; }
}
