using StreamAe.Host.Commands;
using StreamAe.Numerics.Files;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab;

/// <summary>Spoils rows in the model's units, as training with noise does, so that a model can be measured on what it was trained for.</summary>
internal static class RowNoise
{
    /// <exception cref="WrongUseException">The level is out of range.</exception>
    public static LabTable Spoil(LabTable table, RowScaling scaling, NoiseKind kind, double level, ulong seed)
    {
        double most = kind == NoiseKind.Gaussian ? 100 : 1;
        if (!(level > 0 && level <= most))
        {
            throw new WrongUseException($"--noise-level {level}: must be above 0, at most {most} for {kind} noise.");
        }

        int features = table.Features.Length;
        float[] scaled = Scaled(scaling, table.Rows);
        float[] lows = new float[features], highs = new float[features];
        for (int d = 0; d < features; d++)
        {
            lows[d] = float.PositiveInfinity;
            highs[d] = float.NegativeInfinity;
            for (int i = d; i < scaled.Length; i += features)
            {
                // A comparison with NaN is false: a missing value is passed over.
                lows[d] = scaled[i] < lows[d] ? scaled[i] : lows[d];
                highs[d] = scaled[i] > highs[d] ? scaled[i] : highs[d];
            }
        }

        var random = new PhiloxRandom(seed);
        for (int i = 0; i < scaled.Length; i++)
        {
            if (float.IsNaN(scaled[i]))
            {
                continue;
            }

            scaled[i] = kind switch
            {
                NoiseKind.Gaussian => scaled[i] + ((float)level * random.NextGaussian()),
                NoiseKind.Masking => random.NextSingle() < level ? 0 : scaled[i],
                _ => random.NextSingle() < level ? (random.NextSingle() < 0.5f ? lows[i % features] : highs[i % features]) : scaled[i],
            };
        }

        float[][] rows = new float[table.Count][];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = new float[features];
            scaling.Unscale(scaled.AsSpan(r * features, features), rows[r]);
        }

        return table with { Rows = rows };
    }

    /// <summary>[N × D] in the model's units.</summary>
    public static float[] Scaled(RowScaling scaling, IReadOnlyList<float[]> rows)
    {
        float[] scaled = new float[rows.Count * scaling.Features];
        for (int r = 0; r < rows.Count; r++)
        {
            scaling.Scale(rows[r], scaled.AsSpan(r * scaling.Features, scaling.Features));
        }

        return scaled;
    }
}
