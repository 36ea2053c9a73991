using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// The reference: what scoring means, written to be read. Every other backend must agree with it within 1e-5 relative.
/// </summary>
public sealed class ScalarScorer : IScorer
{
    public string Name => "scalar";

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        batch.Validate(arena);
        Architecture architecture = arena.Architecture;
        int stride = architecture.RowStride;
        Span<float> scratch = Scratch.Take((2 * architecture.MaxStride) + arena.WidenedFloats);
        Span<float> input = scratch[..architecture.MaxStride];
        Span<float> output = scratch.Slice(architecture.MaxStride, architecture.MaxStride);
        Span<float> widened = scratch[(2 * architecture.MaxStride)..];
        for (int r = 0; r < batch.Slots.Length; r++)
        {
            ReadOnlySpan<float> parameters = widened;
            if (arena.Storage == WeightStorage.Float32)
            {
                parameters = arena.Parameters(batch.Slots[r]);
            }
            else
            {
                arena.CopyParameters(batch.Slots[r], widened);
            }

            ReadOnlySpan<float> row = batch.Rows.Slice(r * stride, architecture.Features + architecture.Condition);
            row.CopyTo(input);
            batch.KlDivergences[r] = 0;
            for (int l = 0; l < architecture.Layers.Length; l++)
            {
                DenseLayer layer = architecture.Layers[l];
                Forward(layer, parameters, input, output);
                if (l == architecture.LatentLayer && architecture.LatentKind == LatentKind.Gaussian)
                {
                    // The decoder reads the means, which are the first J outputs.
                    batch.KlDivergences[r] = KlDivergence(output[..architecture.Latent], output.Slice(architecture.Latent, architecture.Latent));
                }

                if (l == architecture.LatentLayer)
                {
                    row[architecture.Features..].CopyTo(output[architecture.Latent..]);
                }

                Span<float> read = input;
                input = output;
                output = read;
            }

            ReadOnlySpan<float> weights = parameters.Slice(architecture.ErrorWeightOffset, architecture.Features);
            float sum = 0;
            for (int d = 0; d < architecture.Features; d++)
            {
                float residual = row[d] - input[d];
                sum = MathF.FusedMultiplyAdd(weights[d] * residual, residual, sum);
            }

            batch.ReconstructionErrors[r] = sum / architecture.Features;
            input[..architecture.Features].CopyTo(batch.Reconstructions[(r * stride)..]);
            batch.Reconstructions.Slice((r * stride) + architecture.Features, stride - architecture.Features).Clear();
        }
    }

    /// <summary>KL(𝒩(μ, σ²) ‖ 𝒩(0, 1)) of a diagonal Gaussian, in nats; never negative but for rounding.</summary>
    internal static float KlDivergence(ReadOnlySpan<float> means, ReadOnlySpan<float> logVariances)
    {
        float sum = 0;
        for (int j = 0; j < means.Length; j++)
        {
            sum += 1 + logVariances[j] - (means[j] * means[j]) - Functions.Exp<LanesScalar, float>(logVariances[j]);
        }

        return -0.5f * sum;
    }

    private static void Forward(DenseLayer layer, ReadOnlySpan<float> parameters, ReadOnlySpan<float> input, Span<float> output)
    {
        for (int o = 0; o < layer.Outputs; o++)
        {
            float sum = parameters[layer.BiasOffset + o];
            for (int i = 0; i < layer.Inputs; i++)
            {
                sum = MathF.FusedMultiplyAdd(input[i], parameters[layer.WeightOffset + (i * layer.OutputStride) + o], sum);
            }

            output[o] = Functions.Activate<LanesScalar, float>(sum, layer.Activation);
        }
    }
}
