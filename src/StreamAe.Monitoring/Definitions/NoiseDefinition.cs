using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions;

/// <summary>How rows are spoilt before a model in training reads them, the clean row being the target (Vincent et al. 2010).</summary>
public sealed record NoiseDefinition
{
    /// <summary>Clean rows, rows with Gaussian noise, or rows of which some values become their feature's smallest or largest, or 0.
    /// Default none; none, gaussian, saltAndPepper or masking.</summary>
    public NoiseKind Kind { get; init; }

    /// <summary>Standard deviation of Gaussian noise in units of the scaled row, else the share of values that are spoilt. Raising it
    /// makes the model lean on what features say of each other. Default 0.1; above 0, at most 100.</summary>
    public double Level { get; init; } = 0.1;
}
