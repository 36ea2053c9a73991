namespace StreamAe.Numerics.Training;

/// <summary>What the kept parameters measure on the validation rows, or on the fitting rows where there are none; NaN where none were kept.</summary>
/// <param name="MeanSquaredError">Mean over rows and observed features of (x̂ − x)²; a VAE decodes its means.</param>
/// <param name="MeanAbsoluteError">Mean over rows and observed features of |x̂ − x|.</param>
/// <param name="Divergence">Mean over rows of the KL divergence, in nats; 0 unless the latent is Gaussian.</param>
public sealed record ValidationFigures(double MeanSquaredError, double MeanAbsoluteError, double Divergence)
{
    internal static ValidationFigures None { get; } = new(double.NaN, double.NaN, double.NaN);
}
