namespace StreamAe.Numerics.Training;

/// <summary>How an autoencoder is fitted. The same options, rows and architecture give the same parameters, bit for bit, on one backend whatever its vector width.</summary>
public sealed record TrainingOptions
{
    /// <summary>Most passes over the fitting rows. Default 50; more fits longer, early stopping permitting.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Epochs are raised until at least this many optimiser steps are allowed: entities with little history need steps, not epochs. Default 1000.</summary>
    public int MinSteps { get; init; } = 1000;

    /// <summary>Rows a step. 0 (default) chooses 32 up to 1,000 rows, 64 up to 5,000, else 256.</summary>
    public int BatchSize { get; init; }

    /// <summary>Adam's step size. Default 1e-3; range (0, 1].</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Epochs without a better validation loss before training stops and the best parameters return. Default 10; 0 never stops early.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Share of the rows, drawn at random, that only measures (early stopping). Default 0.1; range [0, 0.5]; with 0 the fitting rows measure.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Weight of the KL term of a VAE. Default 1, the textbook VAE: both terms are summed over units and averaged over rows.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>Decides initial weights, validation rows, order of rows and latent noise.</summary>
    public ulong Seed { get; init; } = 1;

    internal int BatchSizeFor(int rows) => BatchSize > 0 ? BatchSize : rows > 5000 ? 256 : rows > 1000 ? 64 : 32;

    internal void Validate()
    {
        Require(Epochs is >= 1 and <= 1_000_000, nameof(Epochs), Epochs, "1 to 1,000,000");
        Require(MinSteps >= 0, nameof(MinSteps), MinSteps, "0 or more");
        Require(BatchSize is >= 0 and <= 65_536, nameof(BatchSize), BatchSize, "0 (automatic) to 65,536");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0, at most 1");
        Require(Patience >= 0, nameof(Patience), Patience, "0 or more");
        Require(ValidationShare is >= 0 and <= 0.5, nameof(ValidationShare), ValidationShare, "0 to 0.5");
        Require(Beta is >= 0 and <= 1e6, nameof(Beta), Beta, "0 to 1e6");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
