using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>Options that ask something of the architecture.</summary>
internal static class OptionCompatibility
{
    /// <exception cref="ArgumentException">They do not fit together.</exception>
    public static void Require(Architecture architecture, TrainingOptions options)
    {
        if (options.Loss == ReconstructionLoss.BinaryCrossEntropy && architecture.OutputActivation != Activation.Sigmoid)
        {
            throw new ArgumentException(
                $"Binary cross-entropy needs a sigmoid output; this one is {architecture.OutputActivation}. Set the output activation to sigmoid or take another loss.",
                nameof(options));
        }

        SparsityKind sparsity = options.Regularization.Sparsity;
        if (sparsity != SparsityKind.None && architecture.LatentKind == LatentKind.Gaussian)
        {
            throw new ArgumentException(
                "Sparsity needs the code of a plain autoencoder; this one is a VAE, whose KL term holds its units. Drop the sparsity or the Gaussian latent.",
                nameof(options));
        }

        if (sparsity == SparsityKind.Divergence && architecture.LatentActivation is not (Activation.Tanh or Activation.Sigmoid))
        {
            throw new ArgumentException(
                $"Sparsity by divergence needs tanh or sigmoid latent units; these are {architecture.LatentActivation}. Change them, or take absolute sparsity.",
                nameof(options));
        }
    }
}
