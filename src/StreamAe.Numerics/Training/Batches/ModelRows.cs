namespace StreamAe.Numerics.Training;

/// <summary>What one model of a batch is fitted to.</summary>
/// <param name="Rows">[RowCount × the architecture's RowStride], as <see cref="AutoencoderTrainer"/> takes them; not changed while the training goes on.</param>
/// <param name="RowCount">1 or more.</param>
/// <param name="Seed">See <see cref="TrainingOptions.Seed"/>.</param>
public readonly record struct ModelRows(ReadOnlyMemory<float> Rows, int RowCount, ulong Seed);
