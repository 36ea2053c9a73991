using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Configuration;

/// <summary>A monitor of the service and the source it reads.</summary>
/// <param name="File">The monitor file.</param>
internal sealed record MonitorBinding(string File, MonitorDefinition Definition, SourceConfiguration Source);
