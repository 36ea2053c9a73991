namespace StreamAe.Numerics.Training;

/// <summary>How rows are cut into steps and epochs.</summary>
/// <param name="BatchSize">Rows a step; the last step of an epoch may have fewer.</param>
/// <param name="StepsPerEpoch">1 or more.</param>
/// <param name="Epochs">That may run.</param>
internal readonly record struct BatchPlan(int BatchSize, int StepsPerEpoch, int Epochs)
{
    /// <param name="rowCount">All rows, which the automatic batch size goes by.</param>
    /// <param name="fittingRows">Those that move the weights.</param>
    public static BatchPlan For(TrainingOptions options, int rowCount, int fittingRows)
    {
        int batchSize = Math.Min(options.BatchSizeFor(rowCount), fittingRows);

        // The statistics of one row say nothing: it waits for another epoch's order.
        int fewest = options.Regularization.BatchNormalization ? 2 : 1;
        int steps = (fittingRows / batchSize) + (fittingRows % batchSize >= fewest ? 1 : 0);
        return new BatchPlan(batchSize, steps, EpochsFor(options, steps));
    }

    /// <summary>Rows that only measure.</summary>
    public static int ValidationRows(TrainingOptions options, int rowCount) => rowCount < 10 ? 0 : (int)(rowCount * options.ValidationShare);

    public static int EpochsFor(TrainingOptions options, int stepsPerEpoch) =>
        (int)Math.Max(options.Epochs, ((long)options.MinSteps + stepsPerEpoch - 1) / stepsPerEpoch);
}
