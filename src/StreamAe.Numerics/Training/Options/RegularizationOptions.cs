namespace StreamAe.Numerics.Training;

/// <summary>What keeps a model from learning its rows by heart.</summary>
public sealed record RegularizationOptions
{
    /// <summary>λ of λ·Σ|w| over the weights, biases left out. Default 0; 0 to 1e3.</summary>
    public double L1 { get; init; }

    /// <summary>λ of ½λ·Σw² over the weights, biases left out. Default 0; 0 to 1e3.</summary>
    public double L2 { get; init; }

    /// <summary>
    /// Share of each hidden layer's units that are 0 in a step, the others scaled up to keep the mean (Srivastava et al. 2014); never of the
    /// code or the output. Default 0; range [0, 0.9].
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>
    /// Normalise the sums of each hidden layer over the batch before its activation (Ioffe and Szegedy 2015); folded into weights and biases
    /// when training ends, so that scoring costs nothing more. A last batch of one row waits for the next epoch's order; where all batches are
    /// of one row it is off, and the report says so. Default off.
    /// </summary>
    public bool BatchNormalization { get; init; }

    /// <summary>Of the code's units. Default none.</summary>
    public SparsityKind Sparsity { get; init; }

    /// <summary>ρ, the mean activation asked of each unit. Default 0.05; range (0, 1).</summary>
    public double SparsityTarget { get; init; } = 0.05;

    /// <summary>λ of the sparsity term. Default 1; 0 to 1e6.</summary>
    public double SparsityWeight { get; init; } = 1;

    internal void Validate()
    {
        OptionRange.Require(L1 is >= 0 and <= 1e3, nameof(L1), L1, "0 to 1e3");
        OptionRange.Require(L2 is >= 0 and <= 1e3, nameof(L2), L2, "0 to 1e3");
        OptionRange.Require(Dropout is >= 0 and <= 0.9, nameof(Dropout), Dropout, "0 to 0.9");
        OptionRange.Require(SparsityTarget is > 0 and < 1, nameof(SparsityTarget), SparsityTarget, "above 0, below 1");
        OptionRange.Require(SparsityWeight is >= 0 and <= 1e6, nameof(SparsityWeight), SparsityWeight, "0 to 1e6");
    }
}
