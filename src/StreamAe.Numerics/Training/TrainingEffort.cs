namespace StreamAe.Numerics.Training;

/// <summary>How much one training does where nothing stops it early, known before it starts.</summary>
/// <param name="FittingRows">Rows that move the weights.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="Epochs">Passes over the fitting rows, those of pretraining not among them.</param>
public sealed record TrainingEffort(int FittingRows, int BatchSize, int Epochs)
{
    public double RowEpochs => (double)FittingRows * Epochs;

    public static TrainingEffort For(TrainingOptions options, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        options.Validate();
        int fittingRows = rowCount - BatchPlan.ValidationRows(options, rowCount);
        BatchPlan plan = BatchPlan.For(options, rowCount, fittingRows);
        return new TrainingEffort(fittingRows, plan.BatchSize, plan.Epochs);
    }
}
