using System.Text.Json.Serialization;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Health;

/// <summary>The answer to one question. Nothing in it is secret: no message of a database or a broker, no path.</summary>
/// <param name="Status">live or failed; ready, starting, draining or unready.</param>
/// <param name="Reasons">Why not; empty where all is well.</param>
/// <param name="Runtime">local or orleans.</param>
/// <param name="Compute">What scores: simd, scalar or gpu.</param>
/// <param name="Device">The device's name; null where none was chosen. simd scores in its place while it fails, see the log.</param>
/// <param name="Cluster">Null where there is none, or the process has not joined it yet.</param>
internal sealed record HealthReport(
    string Status,
    IReadOnlyList<string> Reasons,
    string Version,
    string Runtime,
    string Compute,
    string? Device,
    IReadOnlyList<MonitorHealth> Monitors,
    ClusterStatus? Cluster)
{
    [JsonIgnore]
    public bool IsHealthy => Reasons.Count == 0;
}
