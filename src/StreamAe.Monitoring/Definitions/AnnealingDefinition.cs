using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions;

/// <summary>How the KL term of a vae comes to its weight: from 0, so that the code is used before it is tidied.</summary>
public sealed record AnnealingDefinition
{
    /// <summary>Full weight at once, a rise over the first epochs, or rises in cycles (vae only). Default none; none, linear or
    /// cyclical.</summary>
    public AnnealingKind Kind { get; init; }

    /// <summary>Epochs of the rise, or of one cycle. Raising it leaves the code free for longer. Default 10; 1 to 100,000
    /// epochs.</summary>
    public int Epochs { get; init; } = 10;
}
