using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Tests.Lab;

/// <summary>Models of drawn parameters, no two alike, to be used without training.</summary>
internal static class LabModels
{
    public static StoredModel Random(Architecture architecture, ulong seed, params ConditionColumn[] conditions)
    {
        var random = new PhiloxRandom(seed);
        float[] parameters = GC.AllocateArray<float>(architecture.SlotFloats, pinned: true);
        foreach (DenseLayer layer in architecture.Layers)
        {
            for (int i = 0; i < layer.Inputs; i++)
            {
                Fill(parameters.AsSpan(layer.WeightOffset + (i * layer.OutputStride), layer.Outputs), ref random);
            }

            Fill(parameters.AsSpan(layer.BiasOffset, layer.Outputs), ref random);
        }

        parameters.AsSpan(architecture.ErrorWeightOffset, architecture.Features).Fill(1);
        float[] offsets = new float[architecture.Features], scales = new float[architecture.Features];
        Fill(offsets, ref random);
        Fill(scales, ref random);
        return new StoredModel(
            architecture,
            parameters,
            [.. Enumerable.Range(0, architecture.Features).Select(d => $"f{d}")],
            new RowScaling(ScalingKind.Standard, offsets, Array.ConvertAll(scales, s => MathF.Abs(s) + 0.5f)),
            conditions,
            new TrainingOptions(),
            new TrainingReport(TrainingOutcome.Completed, 9, 1, 3, 1, [1], [1]));
    }

    private static void Fill(Span<float> values, ref PhiloxRandom random)
    {
        foreach (ref float value in values)
        {
            value = (2 * random.NextSingle()) - 1;
        }
    }
}
