using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// The default backend: runs of rows of one slot go through <see cref="DenseKernel"/> in blocks, so that a model's weights are read
/// once for many rows and the activations stay in the first-level cache; rows of different slots go four together. A row's results have the
/// same bits whichever way it went.
/// </summary>
public sealed unsafe class SimdScorer : IScorer
{
    // Of the next models' parameters, asked for while these rows are computed: rows rarely come in the order of the slots. From there
    // on the processor has seen that a larger model is read in order.
    private const int MaxPrefetchedFloats = 512;

    // Larger models in an arena larger than the usual caches come from memory: one after the other they arrive as one stream, four at once as
    // four that end before the processor has seen them.
    private const long CachedArenaBytes = 64 << 20;

    public string Name => "simd";

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        batch.Validate(arena);
        Architecture architecture = arena.Architecture;
        Span<float> scratch = Scratch.Take(LayerChain.ScratchFloats(architecture) + (ModelQuad.Count * arena.WidenedFloats));
        fixed (int* slots = batch.Slots)
        fixed (float* rows = batch.Rows, reconstructions = batch.Reconstructions)
        fixed (float* errors = batch.ReconstructionErrors, divergences = batch.KlDivergences)
        fixed (float* first = scratch)
        {
            int n = batch.Slots.Length;
            nint stride = architecture.RowStride;
            float* widened = first + LayerChain.ScratchFloats(architecture);
            int storedFloats = (int)(arena.SlotBytes / sizeof(float));
            int prefetched = Math.Min(storedFloats, MaxPrefetchedFloats);
            // Halves are widened one model after the other anyway.
            bool mayMix = arena.Bytes <= CachedArenaBytes || storedFloats <= MaxPrefetchedFloats || arena.WidenedFloats > 0;
            int ahead = mayMix ? ModelQuad.Count : 1;
            var block = new RowBlock(architecture, first, first + ((nint)LayerChain.BlockRows * architecture.MaxStride));
            float** models = stackalloc float*[ModelQuad.Count];
            for (int r = 0; r < n;)
            {
                bool isShared = !mayMix || !AllDiffer(slots + r, n - r);
                int count = isShared ? Run(slots + r, n - r) : ModelQuad.Count;
                models[0] = arena.Widened(slots[r], widened);
                for (int m = 1; m < ModelQuad.Count; m++)
                {
                    models[m] = isShared ? models[0] : arena.Widened(slots[r + m], widened + ((nint)m * arena.WidenedFloats));
                }

                for (int next = r + count; next < Math.Min(n, r + count + ahead); next++)
                {
                    if (slots[next] != slots[next - 1])
                    {
                        CachePrefetch.Range(arena.PointerTo(slots[next]), prefetched);
                    }
                }

                block.Score(
                    new ModelQuad(models[0], models[1], models[2], models[3]),
                    isShared,
                    rows + (r * stride),
                    reconstructions + (r * stride),
                    errors + r,
                    divergences + r,
                    count);
                r += count;
            }
        }
    }

    /// <summary>Whether the next four rows have models of their own.</summary>
    private static bool AllDiffer(int* slots, int left) =>
        left >= ModelQuad.Count && slots[0] != slots[1] && slots[1] != slots[2] && slots[2] != slots[3];

    /// <summary>How many rows of the first slot to take: what a block holds, but never so that fewer than four are left for the next.</summary>
    private static int Run(int* slots, int left)
    {
        const int Most = LayerChain.BlockRows;
        int limit = Math.Min(left, Most + ModelQuad.Count);
        int run = 1;
        while (run < limit && slots[run] == slots[0])
        {
            run++;
        }

        return run <= Most ? run : run < Most + ModelQuad.Count ? Most - ModelQuad.Count : Most;
    }
}
