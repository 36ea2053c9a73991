using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Api.Running;

/// <summary>The process.</summary>
/// <param name="Runtime">local or orleans.</param>
/// <param name="Compute">What scores: simd, scalar or gpu.</param>
/// <param name="ScoresKept">How long scores are stored, seconds; null where they are not, and there are no previews.</param>
/// <param name="Sinks">How each fares.</param>
internal sealed record SystemView(
    string Version,
    string Runtime,
    string Compute,
    string? Device,
    DateTimeOffset StartedAt,
    double? ScoresKept,
    double? AlertsKept,
    IReadOnlyList<PartView> Parts,
    IReadOnlyList<SinkView> Sinks,
    ClusterStatus? Cluster);
