using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>All of a training but the steps, which are not the same on every backend: what is known before the first, and what is made of the last.</summary>
internal sealed class PreparedTraining
{
    private readonly List<string> _warnings = [];

    public PreparedTraining(Architecture architecture, TrainingOptions options, int rowCount)
    {
        Architecture = architecture;
        Order = SplitOrder(rowCount, options.Seed);
        ValidationRows = BatchPlan.ValidationRows(options, rowCount);
        FittingRows = rowCount - ValidationRows;
        TrainingWarnings.AddBefore(_warnings, architecture, options, FittingRows);
        Options = WithoutIdleNormalization(options, BatchPlan.For(options, rowCount, FittingRows), _warnings);
        Plan = BatchPlan.For(Options, rowCount, FittingRows);
        Slot = new float[architecture.SlotFloats];
        var random = new PhiloxRandom(options.Seed, RandomStream.Weights);
        WeightInitialization.Fill(architecture, Slot, ref random, options.Initialization);
    }

    public Architecture Architecture { get; }

    /// <summary>As they can be followed with so many rows.</summary>
    public TrainingOptions Options { get; }

    public BatchPlan Plan { get; }

    /// <summary>The rows: those that fit, in the order of the last epoch, then those that validate.</summary>
    public int[] Order { get; }

    public int FittingRows { get; }

    public int ValidationRows { get; }

    /// <summary>[SlotFloats]: the first parameters, later the best.</summary>
    public float[] Slot { get; }

    public Span<int> Fitting => Order.AsSpan(0, FittingRows);

    /// <summary>What is kept is what was measured: the training loss is of weights on the move, so without validation rows the fitting rows measure.</summary>
    public ReadOnlySpan<int> Measured => ValidationRows == 0 ? Fitting : Order.AsSpan(FittingRows);

    public void Warn(string warning) => _warnings.Add(warning);

    /// <param name="run">With the best parameters.</param>
    public TrainedModel Finish(in TrainingRows rows, TrainingOutcome outcome, TrainingCurves curves, TrainingRun run)
    {
        var report = new TrainingReport(outcome, FittingRows, ValidationRows, Plan.BatchSize, curves.BestEpoch, curves.Training, curves.Validation)
        {
            LearningRate = curves.LearningRate,
        };
        if (report.BestEpoch > 0)
        {
            report = WithFigures(report, run.MeasureBest(in rows, Measured));
        }

        TrainingWarnings.AddAfter(_warnings, report, Architecture, in rows, Fitting, Measured);
        return new TrainedModel(Architecture, Slot, report with { Warnings = _warnings });
    }

    /// <summary>The rows in random order: those that fit, then those that validate.</summary>
    internal static int[] SplitOrder(int rowCount, ulong seed)
    {
        int[] order = new int[rowCount];
        for (int i = 0; i < rowCount; i++)
        {
            order[i] = i;
        }

        var random = new PhiloxRandom(seed, RandomStream.Split);
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>A batch of one row has no variance to normalise by.</summary>
    private static TrainingOptions WithoutIdleNormalization(TrainingOptions options, BatchPlan plan, List<string> warnings)
    {
        if (!options.Regularization.BatchNormalization || plan.BatchSize > 1)
        {
            return options;
        }

        warnings.Add("Batch normalisation is off: a batch of 1 row has no spread. Give more rows or a larger batch size.");
        return options with { Regularization = options.Regularization with { BatchNormalization = false } };
    }

    private static TrainingReport WithFigures(TrainingReport report, Measurement best)
    {
        float[] divergences = Array.ConvertAll(best.Divergences, sum => (float)(sum / best.Rows));
        return report with
        {
            Figures = new ValidationFigures(best.MeanSquaredError, best.MeanAbsoluteError, best.Divergences.Sum() / best.Rows),
            UnitDivergences = divergences,
        };
    }
}
