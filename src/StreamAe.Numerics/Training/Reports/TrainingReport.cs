namespace StreamAe.Numerics.Training;

/// <summary>What happened during one training.</summary>
/// <param name="Outcome">Whether the parameters may be used.</param>
/// <param name="FittingRows">Rows that moved the weights.</param>
/// <param name="ValidationRows">Rows that only measured.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="BestEpoch">1-based epoch whose parameters were kept.</param>
/// <param name="TrainingLoss">Mean loss of each epoch over its batches, as the weights moved: what was minimised, with every penalty, spoilt inputs and β as it stood.</param>
/// <param name="ValidationLoss">
/// Reconstruction and, for a VAE that decodes its means here, KL term at the final β, after each epoch on the validation rows, or on the
/// fitting rows where there are none.
/// </param>
public sealed record TrainingReport(
    TrainingOutcome Outcome,
    int FittingRows,
    int ValidationRows,
    int BatchSize,
    int BestEpoch,
    IReadOnlyList<float> TrainingLoss,
    IReadOnlyList<float> ValidationLoss)
{
    /// <summary>
    /// A latent unit is active where its mean divergence on the validation rows is above this, in nats: the 0.01 below which Lucas et al.
    /// 2019 ("Don't blame the ELBO") count a unit as collapsed.
    /// </summary>
    public const double ActiveUnitFloor = 0.01;

    /// <summary>Of the last step of each epoch.</summary>
    public IReadOnlyList<float> LearningRate { get; init; } = [];

    public ValidationFigures Figures { get; init; } = ValidationFigures.None;

    /// <summary>[J] mean divergence of each latent unit on the validation rows, in nats; empty for an autoencoder.</summary>
    public IReadOnlyList<float> UnitDivergences { get; init; } = [];

    /// <summary>What a person should know, each with its remedy.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The loss of the kept parameters.</summary>
    public float BestLoss => BestEpoch == 0 ? float.NaN : ValidationLoss[BestEpoch - 1];

    /// <summary>Latent units of a VAE above <see cref="ActiveUnitFloor"/>.</summary>
    public int ActiveUnits => UnitDivergences.Count(divergence => divergence > ActiveUnitFloor);

    /// <summary>Posterior collapse: a VAE none of whose latent units says anything, so that every reconstruction is the same.</summary>
    public bool IsCollapsed => UnitDivergences.Count > 0 && ActiveUnits == 0;
}
