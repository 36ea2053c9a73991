using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions;

/// <summary>What keeps the units of the latent code quiet, so that few of them speak for a row.</summary>
public sealed record SparsityDefinition
{
    /// <summary>No term, the divergence of each unit's mean activation from the target, or the sum of the activations. Default none;
    /// none, divergence or absolute.</summary>
    public SparsityKind Kind { get; init; }

    /// <summary>Mean activation a divergence asks of each unit; those of tanh are mapped to 0 … 1 first. Raising it lets more units
    /// speak. Default 0.05; strictly between 0 and 1.</summary>
    public double Target { get; init; } = 0.05;

    /// <summary>Weight of the term beside the reconstruction loss. Raising it makes the code sparser and the reconstruction worse.
    /// Default 1; 0 to 1,000,000.</summary>
    public double Weight { get; init; } = 1;
}
