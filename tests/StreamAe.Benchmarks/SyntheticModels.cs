using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks;

/// <summary>Arenas full of different models, untrained: scoring costs the same whatever the weights are.</summary>
internal static class SyntheticModels
{
    // More models than these repeat them in memory of their own: no cache can tell.
    private const int DifferentModels = 4096;

    public static ModelArena Create(Architecture architecture, int models, WeightStorage storage = WeightStorage.Float32)
    {
        var arena = new ModelArena(architecture, storage: storage);
        var random = new PhiloxRandom(17);
        float[][] different = new float[Math.Min(models, DifferentModels)][];
        for (int m = 0; m < different.Length; m++)
        {
            different[m] = Parameters(architecture, ref random);
        }

        for (int m = 0; m < models; m++)
        {
            arena.Allocate(different[m % DifferentModels]);
        }

        return arena;
    }

    private static float[] Parameters(Architecture architecture, ref PhiloxRandom random)
    {
        float[] parameters = new float[architecture.SlotFloats];
        parameters.AsSpan(architecture.ErrorWeightOffset, architecture.Features).Fill(1);
        foreach (DenseLayer layer in architecture.Layers)
        {
            float limit = 1f / MathF.Sqrt(layer.Inputs);
            for (int i = 0; i < layer.Inputs; i++)
            {
                foreach (ref float weight in parameters.AsSpan(layer.WeightOffset + (i * layer.OutputStride), layer.Outputs))
                {
                    weight = ((2 * random.NextSingle()) - 1) * limit;
                }
            }
        }

        return parameters;
    }

    public static float[] Rows(Architecture architecture, int rows)
    {
        var random = new PhiloxRandom(18);
        float[] matrix = new float[rows * architecture.RowStride];
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float value in matrix.AsSpan(r * architecture.RowStride, architecture.Features))
            {
                value = (2 * random.NextSingle()) - 1;
            }
        }

        return matrix;
    }
}
