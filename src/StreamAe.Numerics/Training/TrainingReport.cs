namespace StreamAe.Numerics.Training;

/// <summary>What happened during one training.</summary>
/// <param name="Outcome">Whether the parameters may be used.</param>
/// <param name="FittingRows">Rows that moved the weights.</param>
/// <param name="ValidationRows">Rows that only measured.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="BestEpoch">1-based epoch whose parameters were kept.</param>
/// <param name="TrainingLoss">Mean loss of each epoch over its batches, as the weights moved.</param>
/// <param name="ValidationLoss">Loss after each epoch on the validation rows, or on the fitting rows where there are none; a VAE decodes its means here.</param>
public sealed record TrainingReport(
    TrainingOutcome Outcome,
    int FittingRows,
    int ValidationRows,
    int BatchSize,
    int BestEpoch,
    IReadOnlyList<float> TrainingLoss,
    IReadOnlyList<float> ValidationLoss)
{
    /// <summary>The loss of the kept parameters.</summary>
    public float BestLoss => BestEpoch == 0 ? float.NaN : ValidationLoss[BestEpoch - 1];
}
