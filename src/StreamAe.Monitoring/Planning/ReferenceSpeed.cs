using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Planning;

/// <summary>What a monitor's work costs on the machine of the benchmarks, by its multiply-adds: for plans that may not take the time to measure.</summary>
public static class ReferenceSpeed
{
    // Benchmarks `scoring`, `training` and `pipeline` on one of two shared cores with 256-bit vectors: multiply-adds a second of many models
    // scored and of many models trained, and what a row, an event and a row of a pass take beside these.
    private const double ScoredPerSecond = 18e9;
    private const double ScoredRowSeconds = 30e-9;
    private const double TrainedPerSecond = 50e9;
    private const double TrainedRowSeconds = 75e-9;
    private const double EventSeconds = 160e-9;
    private const double FeatureSeconds = 2e-9;

    // Forward, towards the inputs, towards the weights.
    private const int TrainingProducts = 3;

    // Of a row of the history: windowed, scaled, scored three times.
    private const double HistoryRowSeconds = 0.4e-6;

    private const string How = "not measured: reckoned with the benchmarks' machine";

    public static MachineSpeed Of(MonitorPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        MonitorDefinition definition = plan.Definition;
        double products = plan.Architecture.MultiplyAddsPerRow;
        double scoring = ScoredRowSeconds + (products / ScoredPerSecond);
        return new MachineSpeed(
            new Measured(EventSeconds + (FeatureSeconds * plan.Architecture.Features) + scoring, How),
            new Measured(scoring, How),
            Training(definition.Training.MinRows),
            Training(definition.Training.HistoryRows),
            definition.Cohort.Enabled ? Training(definition.Cohort.MaxRows) : null);

        Measured Training(int rows)
        {
            TrainingEffort effort = TrainingEffort.For(plan.TrainingOptions, CapacityPlanner.FittedRows(definition, rows));
            double passes = effort.RowEpochs + ((double)effort.FittingRows * definition.Training.PretrainingEpochs);
            return new Measured((passes * (TrainedRowSeconds + (TrainingProducts * products / TrainedPerSecond))) + (rows * (HistoryRowSeconds + (3 * scoring))), How);
        }
    }
}
