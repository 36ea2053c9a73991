using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Api.Monitors;

/// <summary>A feature as the monitor lists it.</summary>
internal sealed record FeatureView(string Name, FeatureKind Kind, bool Context);
