using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks;

/// <summary>Arenas full of different models, untrained: scoring costs the same whatever the weights are.</summary>
internal static class SyntheticModels
{
    // More models than these repeat them in memory of their own: no cache can tell.
    private const int DifferentModels = 4096;

    public static ModelArena Create(Architecture architecture, int models)
    {
        var arena = new ModelArena(architecture);
        var random = new PhiloxRandom(17);
        for (int m = 0; m < models; m++)
        {
            Span<float> parameters = arena.Parameters(arena.Allocate());
            if (m >= DifferentModels)
            {
                arena.Parameters(m % DifferentModels).CopyTo(parameters);
                continue;
            }

            foreach (DenseLayer layer in architecture.Layers)
            {
                float limit = 1f / MathF.Sqrt(layer.Inputs);
                for (int i = 0; i < layer.Inputs; i++)
                {
                    foreach (ref float weight in parameters.Slice(layer.WeightOffset + (i * layer.OutputStride), layer.Outputs))
                    {
                        weight = ((2 * random.NextSingle()) - 1) * limit;
                    }
                }
            }
        }

        return arena;
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
