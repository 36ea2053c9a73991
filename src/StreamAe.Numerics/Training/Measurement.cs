using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>What rows measured with fixed parameters add up to, batch after batch.</summary>
internal sealed unsafe class Measurement(Architecture architecture, TrainingOptions options, bool withErrors = false)
{
    private double _squares;
    private double _magnitudes;

    /// <summary>Whether the errors x̂ − x are wanted, and not the loss alone.</summary>
    public bool WithErrors => withErrors;

    public long Rows { get; set; }

    /// <summary>Observed entries.</summary>
    public long Observed { get; set; }

    /// <summary>Sum of the element losses.</summary>
    public double Reconstruction { get; set; }

    /// <summary>[J] of each latent unit, summed over rows; empty unless the latent is Gaussian.</summary>
    public double[] Divergences { get; } = new double[architecture.LatentKind == LatentKind.Gaussian ? architecture.Latent : 0];

    /// <summary>Mean over observed entries of (x̂ − x)².</summary>
    public double MeanSquaredError => _squares / Math.Max(1, Observed);

    /// <summary>Mean over observed entries of |x̂ − x|.</summary>
    public double MeanAbsoluteError => _magnitudes / Math.Max(1, Observed);

    /// <summary>
    /// Reconstruction and KL term of all rows, as a step would see them in one batch, without the penalties: those speak of the weights and
    /// not of the rows. β is the final one however it is annealed: epochs are compared with each other, and with a β that rises the first
    /// epochs would win for having been asked less.
    /// </summary>
    public double Loss
    {
        get
        {
            if (architecture.LatentKind != LatentKind.Gaussian)
            {
                return (options.Loss == ReconstructionLoss.MeanSquared ? 2 : 1) * Reconstruction / Math.Max(1, Observed);
            }

            double divergence = 0;
            foreach (double sum in Divergences)
            {
                double mean = sum / Rows;
                divergence += options.Variational.FreeBits > 0 ? Math.Max(mean, options.Variational.FreeBits) : mean;
            }

            return (Reconstruction / Rows) + (options.Variational.Beta * divergence);
        }
    }

    public void AddErrors(float* outputs, int outputStride, float* targets, int targetStride, int rows, int features)
    {
        for (int r = 0; r < rows; r++)
        {
            float* output = outputs + ((nint)r * outputStride);
            float* target = targets + ((nint)r * targetStride);
            for (int d = 0; d < features; d++)
            {
                double error = float.IsNaN(target[d]) ? 0 : (double)output[d] - target[d];
                _squares += error * error;
                _magnitudes += Math.Abs(error);
            }
        }
    }
}
