using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>Rows that a small autoencoder can learn, and rows that nobody can.</summary>
internal static class Series
{
    /// <summary>[n × features] one wave of period 24 seen by every feature with its own gain and phase, with a little noise.</summary>
    public static float[] Waves(int rows, int features, ulong seed = 1, int first = 0)
    {
        var random = new PhiloxRandom(seed);
        float[] values = new float[rows * features];
        for (int r = 0; r < rows; r++)
        {
            for (int f = 0; f < features; f++)
            {
                values[(r * features) + f] = ((1 + f) * MathF.Sin((first + r + (3 * f)) * MathF.PI / 12)) + (0.05f * random.NextGaussian());
            }
        }

        return values;
    }

    /// <summary>[n × features] independent, as large as the waves.</summary>
    public static float[] Garbage(int rows, int features, ulong seed = 99)
    {
        var random = new PhiloxRandom(seed);
        float[] values = new float[rows * features];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (1 + (i % features)) * random.NextGaussian();
        }

        return values;
    }

    public static TrainingSegment Segment(float[] rows, int features, params int[] excluded)
    {
        bool[] flags = new bool[rows.Length / features];
        foreach (int row in excluded)
        {
            flags[row] = true;
        }

        return new TrainingSegment(rows, flags);
    }
}
