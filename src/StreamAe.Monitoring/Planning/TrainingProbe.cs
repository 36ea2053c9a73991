using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Planning;

/// <summary>
/// Trains models of a monitor by the product's own trainer on rows of a made-up entity. First briefly, which says what a row and an epoch cost;
/// then as the monitor asks for it where that fits the time, else the brief cost is scaled.
/// </summary>
internal sealed class TrainingProbe(MonitorDefinition definition, Schema schema, TimeSpan interval, CancellationToken cancellationToken)
{
    /// <summary>Few enough for a moment, enough for the batch to be what it is.</summary>
    private const int BriefRows = 512;

    private const int BriefEpochs = 8;
    private const int BriefRuns = 3;

    /// <summary>The trainer's largest automatic batch.</summary>
    private const int LargeBatch = 256;

    /// <summary>Of a pass over a row: no machine is faster, but clocks are coarse.</summary>
    private const double LeastSeconds = 1e-10;

    /// <summary>Early stopping waits longer than any training.</summary>
    private const int NoPatience = 1_000_000;

    private readonly IScorer _scorer = new SimdScorer();
    private Brief? _brief;

    /// <summary>The model of the last training that made one.</summary>
    public EntityModel? Model { get; private set; }

    /// <param name="rows">Of the history.</param>
    /// <param name="seconds">Of processor time that may be spent, roughly.</param>
    /// <param name="hasChampion">A model is there that the new one is compared with.</param>
    public Measured Measure(int rows, double seconds, bool hasChampion)
    {
        Brief brief = _brief ??= MeasureBrief();
        TrainingEffort effort = EffortOf(rows);
        double passes = effort.RowEpochs + ((double)effort.FittingRows * definition.Training.PretrainingEpochs);
        double expected = (brief.RowEpochSeconds * passes * brief.StepCost(effort.BatchSize)) + (brief.RowSeconds * rows);
        if (expected > seconds)
        {
            return new Measured(expected, $"scaled from {brief.Rows:N0} rows and {BriefEpochs} epochs on this machine to {rows:N0} rows and {effort.Epochs:N0} epochs");
        }

        var plan = new MonitorPlan(With(definition.Training with { Patience = NoPatience, HistoryRows = rows }), schema);
        EntityMonitor entity = Fed(plan, rows);
        if (hasChampion && Model is not null)
        {
            entity.Promote(Model);
        }

        int runs = 0;
        double best = double.PositiveInfinity, spent = 0;
        do
        {
            double before = CoreClock.Seconds;
            TrainingResult result = ModelTraining.Run(entity.BeginTraining(), _scorer, cancellationToken);
            double took = CoreClock.Seconds - before;
            Model = result.Model ?? Model;
            best = Math.Min(best, took);
            spent += took;
            runs++;
        }
        while (spent + best < seconds && runs < 5);
        return new Measured(best, $"measured: {rows:N0} rows, {effort.Epochs:N0} epochs without early stopping, {(runs == 1 ? "one training" : $"the best of {runs} trainings")}");
    }

    private TrainingEffort EffortOf(int rows) =>
        TrainingEffort.For(new MonitorPlan(With(definition.Training with { HistoryRows = 32 }), schema).TrainingOptions, CapacityPlanner.FittedRows(definition, rows));

    /// <summary>Trains briefly once: code that was called often enough is compiled well.</summary>
    public void WarmUp() => _ = Time(Rows, BriefEpochs, null);

    private int Rows => Math.Min(BriefRows, Math.Max(64, definition.Training.HistoryRows));

    private Brief MeasureBrief()
    {
        double one = double.PositiveInfinity, several = double.PositiveInfinity, large = double.PositiveInfinity;
        for (int run = 0; run < BriefRuns; run++)
        {
            one = Math.Min(one, Time(Rows, 1, null));
            several = Math.Min(several, Time(Rows, BriefEpochs, null));
            large = Math.Min(large, Time(Rows, BriefEpochs, LargeBatch));
        }

        TrainingEffort effort = EffortOf(Rows);
        double passes = (BriefEpochs - 1.0) * effort.FittingRows;
        double pass = Math.Max((several - one) / passes, LeastSeconds), largePass = Math.Max((large - one) / passes, LeastSeconds);
        double row = Math.Max(0, one - (pass * effort.FittingRows)) / Rows;
        return new Brief(Rows, pass, Math.Min(largePass, pass), effort.BatchSize, row);
    }

    private double Time(int rows, int epochs, int? batch)
    {
        TrainingDefinition training = definition.Training with
        {
            HistoryRows = rows,
            Epochs = epochs,
            MinSteps = 0,
            Patience = NoPatience,
            PretrainingEpochs = 0,
            BatchSize = batch ?? definition.Training.BatchSize,
        };
        EntityMonitor entity = Fed(new MonitorPlan(With(training), schema), rows);
        TrainingRequest request = entity.BeginTraining();
        double before = CoreClock.Seconds;
        TrainingResult result = ModelTraining.Run(request, _scorer, cancellationToken);
        Model = result.Model ?? Model;
        return CoreClock.Seconds - before;
    }

    private MonitorDefinition With(TrainingDefinition training) => definition with { Training = training };

    private EntityMonitor Fed(MonitorPlan plan, int rows)
    {
        var entity = new EntityMonitor(plan, SyntheticSource.KeyOf(0));
        var source = new SyntheticSource(schema, new EntityDirectory(), 1, interval, 1);
        float[] encoded = new float[plan.Encoder.Count], row = new float[plan.Architecture.RowStride];
        for (int n = 0; n < rows; n++)
        {
            entity.Prepare(source.TimeOf(n), source.RowOf(n, 0), encoded, row);
        }

        return entity;
    }

    /// <param name="RowEpochSeconds">A pass over a row, in the batches of <paramref name="BatchSize"/>.</param>
    /// <param name="LargeRowEpochSeconds">The same in large batches.</param>
    /// <param name="RowSeconds">What a row of the history costs beside the passes.</param>
    private sealed record Brief(int Rows, double RowEpochSeconds, double LargeRowEpochSeconds, int BatchSize, double RowSeconds)
    {
        /// <summary>How much of the measured cost a pass costs in batches of another size: the share of a step is divided among its rows.</summary>
        public double StepCost(int batchSize)
        {
            if (BatchSize >= LargeBatch || batchSize <= BatchSize)
            {
                return 1;
            }

            double share = (1.0 / BatchSize - 1.0 / Math.Min(batchSize, LargeBatch)) / (1.0 / BatchSize - 1.0 / LargeBatch);
            return 1 - (share * (1 - (LargeRowEpochSeconds / RowEpochSeconds)));
        }
    }
}
