namespace StreamAe.Numerics.Training;

/// <summary>How a gradient moves the weights, and how fast.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Default Adam.</summary>
    public OptimizerKind Kind { get; init; }

    /// <summary>Step size α before any schedule. Default 1e-3; range (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Of <see cref="OptimizerKind.Sgd"/>. Default 0.9; range [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Longest gradient, as its Euclidean norm over all parameters: a longer one is scaled down to it. Default 0: never.</summary>
    public double ClipNorm { get; init; }

    internal void Validate()
    {
        OptionRange.Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0, at most 1");
        OptionRange.Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "0 to below 1");
        OptionRange.Require(ClipNorm is >= 0 and <= 1e9, nameof(ClipNorm), ClipNorm, "0 (off) to 1e9");
    }
}
