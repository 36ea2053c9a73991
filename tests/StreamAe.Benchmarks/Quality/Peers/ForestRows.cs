using StreamAe.Numerics.Baselines;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>Rows as the forests see them: on the baselines' scale, z = clip((x − μ)/σ, ±10), a missing value at its mean, 0.</summary>
internal sealed class ForestRows
{
    private readonly FeatureScaling _scaling;

    private ForestRows(FeatureScaling scaling) => _scaling = scaling;

    public int Features => _scaling.Features;

    public static ForestRows Fit(ReadOnlySpan<float> rows, int features) => new(FeatureScaling.Fit(rows, features));

    /// <param name="row">[features]</param>
    /// <param name="scaled">[features], written.</param>
    public void Scale(ReadOnlySpan<float> row, Span<float> scaled)
    {
        for (int j = 0; j < Features; j++)
        {
            double z = _scaling.Z(row[j], j);
            scaled[j] = double.IsNaN(z) ? 0 : (float)z;
        }
    }

    /// <summary>Different rows drawn at random, each set of them equally likely: the head of a Fisher–Yates shuffle.</summary>
    /// <param name="order">[n] a permutation of the rows' numbers, shuffled further.</param>
    /// <param name="count">At most n.</param>
    /// <returns>[count × features] scaled.</returns>
    public float[] Draw(ReadOnlySpan<float> rows, Span<int> order, int count, ref PhiloxRandom random)
    {
        float[] sample = new float[count * Features];
        for (int i = 0; i < count; i++)
        {
            int other = i + random.NextInt32(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
            Scale(rows.Slice(order[i] * Features, Features), sample.AsSpan(i * Features, Features));
        }

        return sample;
    }
}
