using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for a cluster runtime: writes down what it was given.</summary>
public sealed class TestOrleansModule : IRuntimeModule
{
    public const string ReportFile = "ran-elsewhere.txt";

    public string Part => "Orleans";

    public string Runtime => "orleans";

    public Task RunAsync(RuntimeSetup setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setup);
        string report = $"{string.Join(",", setup.Monitors.Select(m => m.Name))};{string.Join(",", setup.Sinks.Select(s => s.Name))};{setup.CreateScorer().Name}";
        File.WriteAllText(Path.Combine(setup.DataFolder, ReportFile), report);
        return Task.CompletedTask;
    }
}
