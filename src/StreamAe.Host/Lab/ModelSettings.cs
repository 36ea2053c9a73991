using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab;

/// <summary>The model that is asked for, before the data is known.</summary>
/// <param name="Hidden">Widths of the encoder's hidden layers; null for one layer between row and code.</param>
/// <param name="Latent">J; null to search for it.</param>
/// <param name="LatentActivation">Null: tanh, or linear in a VAE.</param>
/// <param name="OutputActivation">Null: sigmoid where rows are scaled to [0, 1], else linear.</param>
/// <param name="Scaling">Null: to [0, 1] for binary cross-entropy, else standardised.</param>
internal sealed record ModelSettings(
    LatentKind Kind,
    int[]? Hidden,
    int? Latent,
    Activation HiddenActivation,
    Activation? LatentActivation,
    Activation? OutputActivation,
    ScalingKind? Scaling,
    TrainingOptions Options)
{
    public ScalingKind ChosenScaling => Scaling ?? (Options.Loss == ReconstructionLoss.BinaryCrossEntropy ? ScalingKind.MinMax : ScalingKind.Standard);

    public Architecture ArchitectureFor(int features, int latent, int condition) => new(
        features,
        Hidden ?? [Math.Max(latent, (features + latent + 1) / 2)],
        latent,
        Kind,
        HiddenActivation,
        LatentActivation ?? Activation.Tanh,
        OutputActivation ?? (ChosenScaling is ScalingKind.MinMax or ScalingKind.SharedMinMax ? Activation.Sigmoid : Activation.Linear),
        condition);
}
