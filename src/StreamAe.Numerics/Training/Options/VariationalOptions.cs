namespace StreamAe.Numerics.Training;

/// <summary>The KL term of a VAE; an autoencoder ignores it.</summary>
public sealed record VariationalOptions
{
    /// <summary>β, the term's weight. Default 1, the textbook VAE: both terms are summed over units and averaged over rows. 0 to 1e6.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>
    /// How β comes to its value. Default at once. Validation losses are of the final β throughout, and patience counts from the end of the
    /// first rise.
    /// </summary>
    public AnnealingKind Annealing { get; init; }

    /// <summary>Epochs of the rise, or of one cycle. Default 10; 1 or more.</summary>
    public int AnnealingEpochs { get; init; } = 10;

    /// <summary>λ of Σⱼ max(KLⱼ, λ), KLⱼ the mean over the batch: that much of each unit costs nothing (Kingma et al. 2016). Nats; default 0; 0 to 100.</summary>
    public double FreeBits { get; init; }

    internal void Validate()
    {
        OptionRange.Require(Beta is >= 0 and <= 1e6, nameof(Beta), Beta, "0 to 1e6");
        OptionRange.Require(AnnealingEpochs is >= 1 and <= 1_000_000, nameof(AnnealingEpochs), AnnealingEpochs, "1 to 1,000,000");
        OptionRange.Require(FreeBits is >= 0 and <= 100, nameof(FreeBits), FreeBits, "0 to 100 nats");
    }
}
