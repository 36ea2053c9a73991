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

    /// <summary>Epochs without a better validation loss before training stops and the best parameters return. Default 10; 0 never stops early.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Share of the rows, drawn at random, that only measures (early stopping). Default 0.1; range [0, 0.5]; with 0 the fitting rows measure.</summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>Default mean squared.</summary>
    public ReconstructionLoss Loss { get; init; }

    /// <summary>δ of the Huber loss. Default 1; above 0 to 1e6.</summary>
    public double HuberDelta { get; init; } = 1;

    public OptimizerOptions Optimizer { get; init; } = new();

    public ScheduleOptions Schedule { get; init; } = new();

    public RegularizationOptions Regularization { get; init; } = new();

    public NoiseOptions Noise { get; init; } = new();

    public VariationalOptions Variational { get; init; } = new();

    /// <summary>Default automatic.</summary>
    public InitializationKind Initialization { get; init; }

    /// <summary>
    /// Epochs for which each hidden layer and the code, outermost first, are fitted as an autoencoder of the codes below them, before the
    /// whole is fine-tuned (Hinton and Salakhutdinov 2006). Default 0: joint training from the start.
    /// </summary>
    public int PretrainingEpochs { get; init; }

    /// <summary>
    /// NaN in a row means not observed: the model reads 0 there, and it counts neither in the loss nor in the gradient. Default off: NaN is
    /// an error.
    /// </summary>
    public bool MaskMissing { get; init; }

    /// <summary>
    /// The model reads 0 for every feature, so that it says what the context alone leads to expect. Default off. Not with pretraining, which
    /// learns layers from the features.
    /// </summary>
    public bool HideFeatures { get; init; }

    /// <summary>Decides initial weights, validation rows, order of rows, noise and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    internal int BatchSizeFor(int rows) => BatchSize > 0 ? BatchSize : rows > 5000 ? 256 : rows > 1000 ? 64 : 32;

    internal void Validate()
    {
        OptionRange.Require(Epochs is >= 1 and <= 1_000_000, nameof(Epochs), Epochs, "1 to 1,000,000");
        OptionRange.Require(MinSteps >= 0, nameof(MinSteps), MinSteps, "0 or more");
        OptionRange.Require(BatchSize is >= 0 and <= 65_536, nameof(BatchSize), BatchSize, "0 (automatic) to 65,536");
        OptionRange.Require(Patience >= 0, nameof(Patience), Patience, "0 or more");
        OptionRange.Require(ValidationShare is >= 0 and <= 0.5, nameof(ValidationShare), ValidationShare, "0 to 0.5");
        OptionRange.Require(HuberDelta is > 0 and <= 1e6, nameof(HuberDelta), HuberDelta, "above 0, at most 1e6");
        OptionRange.Require(PretrainingEpochs is >= 0 and <= 1_000_000, nameof(PretrainingEpochs), PretrainingEpochs, "0 to 1,000,000");
        Optimizer.Validate();
        Schedule.Validate();
        Regularization.Validate();
        Noise.Validate();
        Variational.Validate();
    }
}
