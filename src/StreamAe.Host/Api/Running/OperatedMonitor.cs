using StreamAe.Host.Services;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Api.Running;

/// <summary>A monitor of the running service, as its operators see it.</summary>
/// <param name="Place">Its place among the service's.</param>
/// <param name="File">Its file; null where it is the executable's own.</param>
/// <param name="SourceKind">kafka, files or simulator.</param>
/// <param name="Totals">What it did since the start.</param>
internal sealed record OperatedMonitor(int Place, MonitorRuntime Runtime, string? File, string Source, string SourceKind, MonitorTotals Totals)
{
    private EntityInspector? _inspector;

    public MonitorDefinition Definition => Runtime.Plans.Definition;

    public string Name => Definition.Name;

    /// <summary>Looks at its entities in a store.</summary>
    public EntityInspector Inspector(IStateStore store) => _inspector ??= new EntityInspector(Runtime.Plans, store);
}
