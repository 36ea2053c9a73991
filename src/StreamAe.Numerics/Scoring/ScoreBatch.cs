using StreamAe.Numerics.Arena;

namespace StreamAe.Numerics.Scoring;

/// <summary>Rows to score and where the results go. S is the architecture's <c>RowStride</c>, D its <c>Features</c>. Nothing may alias.</summary>
/// <param name="slots">[N] the model of each row.</param>
/// <param name="rows">[N × S] prepared rows; padding 0.</param>
/// <param name="reconstructions">[N × S] x̂; the padding is written too, with no meaning.</param>
/// <param name="reconstructionErrors">[N] (1/D)·Σ_d weight_d·(x_d − x̂_d)², summed in single precision.</param>
/// <param name="klDivergences">[N] −½·Σⱼ(1 + log σⱼ² − μⱼ² − σⱼ²) in nats; 0 for a deterministic latent.</param>
public readonly ref struct ScoreBatch(
    ReadOnlySpan<int> slots,
    ReadOnlySpan<float> rows,
    Span<float> reconstructions,
    Span<float> reconstructionErrors,
    Span<float> klDivergences)
{
    public ReadOnlySpan<int> Slots { get; } = slots;

    public ReadOnlySpan<float> Rows { get; } = rows;

    public Span<float> Reconstructions { get; } = reconstructions;

    public Span<float> ReconstructionErrors { get; } = reconstructionErrors;

    public Span<float> KlDivergences { get; } = klDivergences;

    /// <summary>Throws where a span is too short or a slot does not exist: scorers use raw pointers after this.</summary>
    internal void Validate(ModelArena arena, bool needsReconstructions = true)
    {
        int stride = arena.Architecture.RowStride;
        long floats = (long)Slots.Length * stride;
        if (Rows.Length < floats || (needsReconstructions && Reconstructions.Length < floats))
        {
            throw new ArgumentException(
                $"{Slots.Length} rows of stride {stride} need {floats} floats; rows has {Rows.Length}, reconstructions {Reconstructions.Length}.");
        }

        if (ReconstructionErrors.Length < Slots.Length || KlDivergences.Length < Slots.Length)
        {
            throw new ArgumentException(
                $"{Slots.Length} rows need as many results; there is room for {ReconstructionErrors.Length} errors and {KlDivergences.Length} divergences.");
        }

        uint capacity = (uint)arena.Capacity;
        foreach (int slot in Slots)
        {
            if ((uint)slot >= capacity)
            {
                throw new ArgumentException($"Slot {slot} does not exist; the arena has slots 0 to {(int)capacity - 1}.");
            }
        }
    }
}
