using System.Net;
using Microsoft.Extensions.Logging;

namespace StreamAe.Monitoring.Modules;

/// <summary>What the executable gives to a part that brings another runtime.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">For log messages.</param>
public sealed record RuntimeSetup(TimeProvider Time, ILoggerFactory Loggers)
{
    /// <summary>The cluster's name: processes of one name and one database are one cluster. Default streamae.</summary>
    public string Cluster { get; init; } = "streamae";

    /// <summary>Where the other processes reach this one. Default this machine alone.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port they reach it at. Default 0, a free one.</summary>
    public int Port { get; init; }

    /// <summary>Npgsql's connection string of the database that knows the cluster's members; null for a cluster of this process alone.</summary>
    public string? Database { get; init; }

    /// <summary>The schema of its tables there. Default streamae.</summary>
    public string Schema { get; init; } = "streamae";

    /// <summary>
    /// Encrypts what processes of the cluster say to each other, and lets none in that cannot prove itself; null for neither. Asked at every new
    /// connection, so that a renewed certificate counts from then on. Default null.
    /// </summary>
    public Func<ClusterTls>? Tls { get; init; }
}
