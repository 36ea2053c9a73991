using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// The default backend: runs of rows of one slot go through <see cref="DenseKernel"/> in blocks, so that a model's weights are read
/// once for many rows and the activations stay in the first-level cache.
/// </summary>
public sealed unsafe class SimdScorer : IScorer
{
    // Rows that go through all layers together: 16 rows of 64 floats twice are 8 KiB, a quarter of the usual L1.
    private const int BlockRows = 16;

    // Of the next model's parameters, asked for while this one's row is computed: rows rarely come in the order of the slots. From there
    // on the processor has seen that a larger model is read in order.
    private const int MaxPrefetchedFloats = 512;

    public string Name => "simd";

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        batch.Validate(arena);
        Architecture architecture = arena.Architecture;
        Span<float> scratch = Scratch.Take(2 * BlockRows * architecture.MaxStride);
        fixed (int* slots = batch.Slots)
        fixed (float* rows = batch.Rows, reconstructions = batch.Reconstructions)
        fixed (float* errors = batch.ReconstructionErrors, divergences = batch.KlDivergences)
        fixed (float* first = scratch)
        {
            float* second = first + ((nint)BlockRows * architecture.MaxStride);
            int n = batch.Slots.Length;
            nint stride = architecture.RowStride;
            int prefetched = Math.Min(architecture.SlotFloats, MaxPrefetchedFloats);
            int r = 0;
            while (r < n)
            {
                int end = r + 1;
                int limit = Math.Min(n, r + BlockRows);
                while (end < limit && slots[end] == slots[r])
                {
                    end++;
                }

                float* parameters = arena.PointerTo(slots[r]);
                if (end < n)
                {
                    CachePrefetch.Range(arena.PointerTo(slots[end]), prefetched);
                }

                ScoreBlock(
                    architecture,
                    parameters,
                    rows + (r * stride),
                    reconstructions + (r * stride),
                    errors + r,
                    divergences + r,
                    end - r,
                    first,
                    second);
                r = end;
            }
        }
    }

    private static void ScoreBlock(
        Architecture architecture,
        float* parameters,
        float* rows,
        float* reconstructions,
        float* errors,
        float* divergences,
        int count,
        float* first,
        float* second)
    {
        ReadOnlySpan<DenseLayer> layers = architecture.Layers;
        float* input = rows;
        int inputStride = architecture.RowStride;
        int last = layers.Length - 1;
        for (int l = 0; l <= last; l++)
        {
            ref readonly DenseLayer layer = ref layers[l];
            float* output = l == last ? reconstructions : (l & 1) == 0 ? first : second;
            int outputStride = l == last ? architecture.RowStride : l == architecture.LatentLayer ? architecture.CodeStride : layer.OutputStride;
            DenseKernel.Forward(
                input,
                inputStride,
                parameters + layer.WeightOffset,
                parameters + layer.BiasOffset,
                output,
                outputStride,
                count,
                layer.Inputs,
                layer.OutputStride,
                layer.Activation);
            if (l == architecture.LatentLayer)
            {
                WriteDivergences(architecture, output, outputStride, divergences, count);
                AppendContext(architecture, rows, output, count);
            }

            input = output;
            inputStride = outputStride;
        }

        WriteErrors(architecture, parameters + architecture.ErrorWeightOffset, rows, reconstructions, errors, count);
    }

    /// <summary>The decoder reads [code J][context C]; of a Gaussian latent the log variances, no longer needed, give way.</summary>
    private static void AppendContext(Architecture architecture, float* rows, float* codes, int count)
    {
        for (int r = 0; r < count && architecture.Condition > 0; r++)
        {
            new ReadOnlySpan<float>(rows + ((nint)r * architecture.RowStride) + architecture.Features, architecture.Condition)
                .CopyTo(new Span<float>(codes + ((nint)r * architecture.CodeStride) + architecture.Latent, architecture.Condition));
        }
    }

    private static void WriteDivergences(Architecture architecture, float* latents, int stride, float* divergences, int count)
    {
        if (architecture.LatentKind == LatentKind.Deterministic)
        {
            new Span<float>(divergences, count).Clear();
            return;
        }

        int latent = architecture.Latent;
        for (int r = 0; r < count; r++)
        {
            float* means = latents + ((nint)r * stride);
            int j = 0;
            float sum = SimdWidth.Bits >= 256 ? NegativeDivergences<Lanes256, Vector256<float>>(means, latent, ref j) : 0;
            sum += NegativeDivergences<Lanes128, Vector128<float>>(means, latent, ref j);
            sum += NegativeDivergences<LanesScalar, float>(means, latent, ref j);
            divergences[r] = -0.5f * sum;
        }
    }

    /// <summary>Σⱼ(1 + log σⱼ² − μⱼ² − σⱼ²); the log variances follow the means.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float NegativeDivergences<TLanes, TVector>(float* means, int latent, ref int j)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector sum = TLanes.Broadcast(0);
        for (; j + TLanes.Count <= latent; j += TLanes.Count)
        {
            TVector mean = TLanes.Load(means + j);
            TVector logVariance = TLanes.Load(means + latent + j);
            TVector rest = TLanes.Subtract(TLanes.Add(TLanes.Broadcast(1f), logVariance), TLanes.Multiply(mean, mean));
            sum = TLanes.Add(sum, TLanes.Subtract(rest, Functions.Exp<TLanes, TVector>(logVariance)));
        }

        return TLanes.Sum(sum);
    }

    private static void WriteErrors(Architecture architecture, float* weights, float* rows, float* reconstructions, float* errors, int count)
    {
        int features = architecture.Features;
        nint stride = architecture.RowStride;
        for (int r = 0; r < count; r++)
        {
            errors[r] = WeightedResiduals.Sum(weights, rows + (r * stride), reconstructions + (r * stride), features) / features;
        }
    }
}
