using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>Definitions and plans small enough to train in milliseconds.</summary>
internal static class TestMonitors
{
    public const string Name = "test";

    /// <summary>One row a window, quick trainings, no cohort, no silences: what a test is about it adds.</summary>
    public static MonitorDefinition Quick { get; } = new()
    {
        Name = Name,
        Window = new WindowDefinition { Rows = 1 },
        Training = new TrainingDefinition { HistoryRows = 64, MinRows = 40, Epochs = 2, MinSteps = 20 },
        Cohort = new CohortDefinition { Enabled = false },
        Data = new DataDefinition { SilenceFactor = 0 },
    };

    public static Schema Numbers(int channels) =>
        new([.. Enumerable.Range(0, channels).Select(i => Channel.Number($"x{i}"))]);

    public static MonitorPlan Plan(MonitorDefinition definition, int channels = 1) => new(definition, Numbers(channels));
}
