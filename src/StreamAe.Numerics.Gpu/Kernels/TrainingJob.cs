namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>One model's part in a launch.</summary>
/// <param name="State">Where its state begins, in floats: see <see cref="TrainingShape"/>.</param>
/// <param name="FirstRow">Of its rows, in rows; likewise of its order.</param>
/// <param name="FirstCount">Of its counts, one more than rows.</param>
/// <param name="FittingRows">The first so many of its order move the weights.</param>
/// <param name="MeasuredFrom">The first of its order that is measured.</param>
/// <param name="MeasuredRows">So many are.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="Steps">Of the epoch.</param>
/// <param name="Rates">Where its steps' rates begin: [steps × 2], α/(1 − β₁ᵗ) and 1/(1 − β₂ᵗ).</param>
/// <param name="Seed">Of its random numbers.</param>
/// <param name="Observed">Entries of the fitting rows that are observed.</param>
/// <param name="KeepsBest">1 where the weights as they stand are the best so far.</param>
internal readonly record struct TrainingJob(
    long State,
    int FirstRow,
    int FirstCount,
    int FittingRows,
    int MeasuredFrom,
    int MeasuredRows,
    int BatchSize,
    int Steps,
    int Rates,
    ulong Seed,
    long Observed,
    int KeepsBest);
