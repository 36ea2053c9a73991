using StreamAe.Host.Api.Running;
using StreamAe.Host.Api.Thresholds;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Host.Api.Monitors;

/// <summary>One monitor in full.</summary>
/// <param name="Definition">Its file, YAML; as it stands on the disk, which may be newer than what runs.</param>
/// <param name="IsRunning">The file on the disk says what runs.</param>
/// <param name="File">Its name; null where it comes with the program.</param>
internal sealed record MonitorDetail(
    MonitorView Now,
    string Definition,
    bool IsRunning,
    string? File,
    RuleView Threshold,
    AlertPolicyView Alert,
    IReadOnlyList<FeatureView> Features)
{
    public static MonitorDetail Of(MonitorView view, OperatedMonitor monitor, string file)
    {
        MonitorDefinition running = monitor.Definition;
        using var text = new StringReader(file);
        return new MonitorDetail(
            view,
            file,
            MonitorFile.Parse(text, running.Name).Definition is MonitorDefinition written && DefinitionChanges.Between(running, written).Count == 0,
            monitor.File is string path ? Path.GetFileName(path) : null,
            RuleView.Of(running.Threshold.Rule),
            new AlertPolicyView(running.Alert.M, running.Alert.N, running.Alert.Cooldown.TotalSeconds, running.Alert.Release),
            [
                .. monitor.Runtime.Plans.All.Select(plan => plan.Encoder)
                    .SelectMany(encoder => Enumerable.Range(0, encoder.SourceCount).Select(encoder.DefinitionOf))
                    .Select(f => new FeatureView(f.Name, f.Kind, f.IsContext))
                    .Distinct(),
            ]);
    }
}
