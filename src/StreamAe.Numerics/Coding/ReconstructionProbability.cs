using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Coding;

/// <summary>
/// The score of An and Cho 2015, "Variational autoencoder based anomaly detection using reconstruction probability": how improbable a row
/// is under what a VAE's decoder makes of samples of its latent. With z_l = μ(x) + σ(x)⊙ε_l, l = 1…L, and a Gaussian observation of variance
/// 1/weight_d a feature, score = −(1/L)·Σ_l log p(x|z_l)
/// = ½·Σ_d (log 2π − log weight_d) + (1/2L)·Σ_l Σ_d weight_d·(x_d − x̂_{l,d})², in nats: high is strange, and negative where densities exceed 1.
/// A feature of error weight 0 counts nowhere.
/// </summary>
public static unsafe class ReconstructionProbability
{
    /// <summary>log σ² is held in ±this, as in training: e^±20 is beyond any useful variance.</summary>
    private const float MaxLogVariance = 20;

    private const float LogTwoPi = 1.83787707f;

    /// <summary>
    /// Scores N rows of many models. The noise of a row is drawn from (<paramref name="seed"/>, the row's number) alone, so a score
    /// depends neither on the rows beside it nor on their order. Allocates nothing.
    /// </summary>
    /// <param name="slots">[N] the model of each row.</param>
    /// <param name="rows">[N × RowStride] features, then context.</param>
    /// <param name="rowNumbers">[N] what makes a row's noise its own: its position in the stream.</param>
    /// <param name="samples">L, at least 1: the score's noise falls with √L, its cost grows with L.</param>
    /// <param name="scores">[N] in nats.</param>
    /// <param name="weights">[N × RowStride] error weights of each row, 0 where an entry must not count; empty takes the model's own.</param>
    /// <exception cref="ArgumentException">The latent is not Gaussian, a span is too short or a slot does not exist.</exception>
    public static void Score(
        ModelArena arena,
        ReadOnlySpan<int> slots,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<ulong> rowNumbers,
        ulong seed,
        int samples,
        Span<float> scores,
        ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        Architecture architecture = arena.Architecture;
        if (architecture.LatentKind != LatentKind.Gaussian)
        {
            throw new ArgumentException(
                $"{architecture} has a {architecture.LatentKind} latent; reconstruction probability samples a Gaussian one. Use a VAE or another score.",
                nameof(arena));
        }

        SlotRuns.RequireExisting(arena, slots);
        SlotRuns.RequireLength(rows.Length, slots.Length, architecture.RowStride, nameof(rows));
        SlotRuns.RequireLength(rowNumbers.Length, slots.Length, 1, nameof(rowNumbers));
        SlotRuns.RequireLength(scores.Length, slots.Length, 1, nameof(scores));
        if (!weights.IsEmpty)
        {
            SlotRuns.RequireLength(weights.Length, slots.Length, architecture.RowStride, nameof(weights));
        }

        int layerFloats = LayerChain.ScratchFloats(architecture);
        int codeFloats = LayerChain.BlockRows * architecture.CodeStride;
        Span<float> scratch = Scratch.Take(
            layerFloats + codeFloats + (LayerChain.BlockRows * architecture.RowStride) + architecture.CodeStride + arena.WidenedFloats);
        fixed (float* row = rows, rowWeights = weights, first = scratch)
        {
            float* codes = first + layerFloats;
            float* reconstructions = codes + codeFloats;
            float* moments = reconstructions + ((nint)LayerChain.BlockRows * architecture.RowStride);
            for (int r = 0; r < slots.Length; r++)
            {
                float* parameters = arena.Widened(slots[r], moments + architecture.CodeStride);
                float* x = row + ((nint)r * architecture.RowStride);
                float* weight = weights.IsEmpty ? parameters + architecture.ErrorWeightOffset : rowWeights + ((nint)r * architecture.RowStride);
                LayerChain.Forward(
                    architecture, parameters, 0, architecture.LatentLayer, x, architecture.RowStride, moments, architecture.CodeStride, 1, first);
                StandardDeviations(moments + architecture.Latent, architecture.Latent);
                var random = new PhiloxRandom(seed, rowNumbers[r]);
                float squares = 0;
                for (int left = samples; left > 0; left -= LayerChain.BlockRows)
                {
                    int count = Math.Min(left, LayerChain.BlockRows);
                    DrawCodes(architecture, moments, x, codes, count, ref random);
                    LatentCoder.DecodeBlock(architecture, parameters, codes, reconstructions, count, first);
                    for (int l = 0; l < count; l++)
                    {
                        squares += WeightedResiduals.Sum(
                            weight,
                            x,
                            reconstructions + ((nint)l * architecture.RowStride),
                            architecture.Features);
                    }
                }

                scores[r] = 0.5f * (LogNormalizer(weight, architecture.Features) + (squares / samples));
            }
        }
    }

    /// <summary>log σ² → σ, in place.</summary>
    private static void StandardDeviations(float* logVariances, int latent)
    {
        for (int j = 0; j < latent; j++)
        {
            // Comparisons that let NaN through, unlike Math.Clamp's range check on constants.
            float held = MathF.Min(MathF.Max(logVariances[j], -MaxLogVariance), MaxLogVariance);
            logVariances[j] = Functions.Exp<LanesScalar, float>(0.5f * held);
        }
    }

    private static void DrawCodes(Architecture architecture, float* moments, float* row, float* codes, int count, ref PhiloxRandom random)
    {
        int latent = architecture.Latent;
        for (int l = 0; l < count; l++, codes += architecture.CodeStride)
        {
            for (int j = 0; j < latent; j++)
            {
                codes[j] = MathF.FusedMultiplyAdd(moments[latent + j], random.NextGaussian(), moments[j]);
            }

            new ReadOnlySpan<float>(row + architecture.Features, architecture.Condition).CopyTo(new Span<float>(codes + latent, architecture.Condition));
        }
    }

    /// <summary>Σ_d log(2π·variance_d) of the features that count.</summary>
    private static float LogNormalizer(float* weights, int features)
    {
        float sum = 0;
        for (int d = 0; d < features; d++)
        {
            sum += weights[d] > 0 ? LogTwoPi - MathF.Log(weights[d]) : 0;
        }

        return sum;
    }
}
