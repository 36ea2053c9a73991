using StreamAe.Host.Modules;

namespace StreamAe.Host.Api.Running;

/// <summary>What a service is by its configuration.</summary>
/// <param name="Folder">Its data.</param>
/// <param name="Runtime">local or orleans.</param>
/// <param name="Compute">What scores.</param>
/// <param name="ScoresKept">Null where scores are not stored.</param>
/// <param name="AlertsKept">Null for ever.</param>
internal sealed record ServiceTraits(
    string Folder, string Runtime, string Compute, string? Device, TimeSpan? ScoresKept, TimeSpan? AlertsKept, IReadOnlyList<Part> Parts);
