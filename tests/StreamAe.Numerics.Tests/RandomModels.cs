using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests;

/// <summary>Seeded parameters and rows in which no term can hide: biases and error weights differ everywhere, padding is 0.</summary>
internal static class RandomModels
{
    /// <summary>Widths one below, at and one above every vector width, and a few in between.</summary>
    public static readonly int[] EdgeWidths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 38, 55, 64, 65, 111];

    public static readonly Activation[] Activations = Enum.GetValues<Activation>();

    public static readonly LatentKind[] LatentKinds = Enum.GetValues<LatentKind>();

    /// <summary>Hidden layers drawn from <see cref="EdgeWidths"/>, so that every layer meets every edge somewhere in a grid.</summary>
    public static Architecture Architecture(int features, int depth, Activation hidden, LatentKind kind, ref PhiloxRandom random)
    {
        int[] widths = new int[depth];
        foreach (ref int width in widths.AsSpan())
        {
            width = EdgeWidths[random.NextInt32(EdgeWidths.Length)];
        }

        Activation latent = Activations[random.NextInt32(Activations.Length)];
        Activation output = Activations[random.NextInt32(Activations.Length)];
        return new Architecture(features, widths, EdgeWidths[random.NextInt32(10)], kind, hidden, latent, output);
    }

    public static float[] Parameters(Architecture architecture, ref PhiloxRandom random)
    {
        float[] parameters = GC.AllocateArray<float>(architecture.SlotFloats, pinned: true);
        WeightInitialization.Fill(architecture, parameters, ref random);
        foreach (DenseLayer layer in architecture.Layers)
        {
            FillUniform(parameters.AsSpan(layer.BiasOffset, layer.Outputs), -0.5f, 0.5f, ref random);
        }

        FillUniform(parameters.AsSpan(architecture.ErrorWeightOffset, architecture.Features), 0.5f, 1.5f, ref random);
        return parameters;
    }

    /// <summary>[count × RowStride] standard normal features, padding 0.</summary>
    public static float[] Rows(Architecture architecture, int count, ref PhiloxRandom random)
    {
        float[] rows = GC.AllocateArray<float>(count * architecture.RowStride, pinned: true);
        for (int r = 0; r < count; r++)
        {
            for (int d = 0; d < architecture.Features; d++)
            {
                rows[(r * architecture.RowStride) + d] = random.NextGaussian();
            }
        }

        return rows;
    }

    /// <summary>
    /// [count × RowStride] rows of unit variance made of <paramref name="rank"/> independent factors, every feature a fixed mixture.
    /// </summary>
    /// <param name="skip">Rows drawn before, to get unseen rows of the same mixture.</param>
    public static float[] LowRank(Architecture architecture, int count, int rank, ulong seed, int skip = 0)
    {
        var mixing = new PhiloxRandom(seed, 100);
        float[][] loadings = new float[architecture.Features][];
        for (int d = 0; d < loadings.Length; d++)
        {
            loadings[d] = new float[rank];
            FillUniform(loadings[d], -1, 1, ref mixing);
            float norm = MathF.Sqrt(loadings[d].Sum(l => l * l));
            loadings[d] = Array.ConvertAll(loadings[d], l => l / norm);
        }

        var factors = new PhiloxRandom(seed, 101);
        float[] rows = GC.AllocateArray<float>(count * architecture.RowStride, pinned: true);
        for (int r = -skip; r < count; r++)
        {
            float[] factor = new float[rank];
            foreach (ref float value in factor.AsSpan())
            {
                value = factors.NextGaussian();
            }

            for (int d = 0; r >= 0 && d < loadings.Length; d++)
            {
                rows[(r * architecture.RowStride) + d] = loadings[d].Zip(factor, (a, b) => a * b).Sum();
            }
        }

        return rows;
    }

    private static void FillUniform(Span<float> target, float low, float high, ref PhiloxRandom random)
    {
        foreach (ref float value in target)
        {
            value = low + ((high - low) * random.NextSingle());
        }
    }
}
