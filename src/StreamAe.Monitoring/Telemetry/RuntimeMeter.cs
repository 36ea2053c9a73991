using System.Diagnostics.Metrics;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Telemetry;

/// <summary>
/// What only the runtime sees, wherever in a cluster it runs: each measurement is told where it is made. Costs a comparison where nobody
/// listens.
/// </summary>
public static class RuntimeMeter
{
    private static readonly Meter Meter = new(Metrics.Scope);
    private static readonly Histogram<double> TrainingDurations = Meter.CreateHistogram(Metrics.TrainingDuration);
    private static readonly Histogram<double> ModelAges = Meter.CreateHistogram(Metrics.ModelAge);

    // By verdict.
    private static readonly string[] Outcomes = ["promoted", "not_better", "too_few_rows", "diverged", "failed", "superseded"];

    /// <summary>Somebody wants to know how old models are.</summary>
    public static bool FollowsModelAges => ModelAges.Enabled;

    /// <summary>A training's verdict, as attributes say it.</summary>
    public static string OutcomeOf(TrainingVerdict verdict) => Outcomes[(int)verdict];

    public static void RecordTraining(string monitor, TrainingVerdict verdict, TimeSpan duration) =>
        TrainingDurations.Record(duration.TotalSeconds, new(Attributes.Monitor, monitor), new(Attributes.Outcome, OutcomeOf(verdict)));

    /// <param name="age">Ticks of event time.</param>
    public static void RecordModelAge(string monitor, long age) =>
        ModelAges.Record(Math.Max(0, TimeSpan.FromTicks(age).TotalSeconds), new KeyValuePair<string, object?>(Attributes.Monitor, monitor));
}
