using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Scoring;

/// <summary>A few rows through all layers: either all of one model, or four of models of their own.</summary>
/// <param name="first">[<see cref="LayerChain.BlockRows"/> × MaxStride] scratch.</param>
/// <param name="second">As much again.</param>
internal readonly unsafe struct RowBlock(Architecture architecture, float* first, float* second)
{
    private readonly float* _first = first;
    private readonly float* _second = second;

    /// <param name="models">Four times the one model where it is shared.</param>
    /// <param name="count">1 to <see cref="LayerChain.BlockRows"/>; 4 where the model is not shared.</param>
    public void Score(
        in ModelQuad models, bool isShared, float* rows, float* reconstructions, float* errors, float* divergences, int count)
    {
        ReadOnlySpan<DenseLayer> layers = architecture.Layers;
        float* input = rows;
        int inputStride = architecture.RowStride;
        int last = layers.Length - 1;
        for (int l = 0; l <= last; l++)
        {
            ref readonly DenseLayer layer = ref layers[l];
            float* output = l == last ? reconstructions : (l & 1) == 0 ? _first : _second;
            int outputStride = l == last ? architecture.RowStride : l == architecture.LatentLayer ? architecture.CodeStride : layer.OutputStride;
            if (isShared)
            {
                DenseKernel.Forward(
                    input,
                    inputStride,
                    models.First + layer.WeightOffset,
                    models.First + layer.BiasOffset,
                    output,
                    outputStride,
                    count,
                    layer.Inputs,
                    layer.OutputStride,
                    layer.Activation);
            }
            else
            {
                DenseKernel.ForwardEach(input, inputStride, in models, in layer, output, outputStride);
            }

            if (l == architecture.LatentLayer)
            {
                WriteDivergences(output, outputStride, divergences, count);
                AppendContext(rows, output, count);
            }

            input = output;
            inputStride = outputStride;
        }

        WriteErrors(in models, isShared, rows, reconstructions, errors, count);
    }

    /// <summary>The decoder reads [code J][context C]; of a Gaussian latent the log variances, no longer needed, give way.</summary>
    private void AppendContext(float* rows, float* codes, int count)
    {
        for (int r = 0; r < count && architecture.Condition > 0; r++)
        {
            new ReadOnlySpan<float>(rows + ((nint)r * architecture.RowStride) + architecture.Features, architecture.Condition)
                .CopyTo(new Span<float>(codes + ((nint)r * architecture.CodeStride) + architecture.Latent, architecture.Condition));
        }
    }

    private void WriteDivergences(float* latents, int stride, float* divergences, int count)
    {
        if (architecture.LatentKind == LatentKind.Deterministic)
        {
            new Span<float>(divergences, count).Clear();
            return;
        }

        for (int r = 0; r < count; r++)
        {
            divergences[r] = KlDivergence.OfMoments(latents + ((nint)r * stride), architecture.Latent);
        }
    }

    private void WriteErrors(in ModelQuad models, bool isShared, float* rows, float* reconstructions, float* errors, int count)
    {
        int features = architecture.Features;
        nint stride = architecture.RowStride;
        for (int r = 0; r < count; r++)
        {
            float* model = isShared || r == 0 ? models.First : r == 1 ? models.Second : r == 2 ? models.Third : models.Fourth;
            errors[r] = WeightedResiduals.Sum(
                model + architecture.ErrorWeightOffset, rows + (r * stride), reconstructions + (r * stride), features) / features;
        }
    }
}
