using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>
/// Random cut forest (Guha, Mishra, Roy, Schrijvers 2016, "Robust Random Cut Forest Based Anomaly Detection On Streams", ICML): trees over
/// samples of the train rows, each node cut at a uniform value of a feature drawn in proportion to its range in the node. The score is the
/// paper's collusive displacement: with x put into a tree, the most that a subtree C which holds x pushes others down,
/// <code>
/// CoDisp(x) = E over trees of max over subtrees C with x ∈ C of |sibling of C| / |C|
/// </code>
/// Trees are fitted once and a scored row leaves no trace: the model of the peers' published figures. Where a row would be put is random too;
/// its expectation is computed, not drawn (<see cref="RandomCutTree"/>), so equal rows have equal scores.
/// </summary>
internal sealed class RandomCutForest
{
    /// <summary>Trees of the published figures.</summary>
    public const int DefaultTrees = 25;

    /// <summary>Rows a tree of the published figures.</summary>
    public const int DefaultSampleRows = 256;

    private readonly ForestRows _rows;
    private readonly RandomCutTree[] _trees;

    private RandomCutForest(ForestRows rows, RandomCutTree[] trees)
    {
        _rows = rows;
        _trees = trees;
    }

    /// <param name="rows">[n × features] row-major, n ≥ 2.</param>
    /// <param name="trees">From 1. Raising it makes scores steadier and costs time.</param>
    /// <param name="sampleRows">Rows a tree, from 2; fewer where there are fewer rows.</param>
    public static RandomCutForest Fit(
        ReadOnlySpan<float> rows, int features, ulong seed, int trees = DefaultTrees, int sampleRows = DefaultSampleRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trees, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 2 * features, nameof(rows));
        var scaled = ForestRows.Fit(rows, features);
        int[] order = [.. Enumerable.Range(0, rows.Length / features)];
        int count = Math.Min(sampleRows, order.Length);
        var grown = new RandomCutTree[trees];
        for (int t = 0; t < trees; t++)
        {
            var random = new PhiloxRandom(seed, (ulong)t);
            grown[t] = new RandomCutTree(scaled.Draw(rows, order, count, ref random), features, ref random);
        }

        return new RandomCutForest(scaled, grown);
    }

    /// <summary>Mean displacement, in rows: from 0 to the rows of a tree.</summary>
    /// <param name="rows">[n × features] row-major.</param>
    /// <param name="scores">[n], written.</param>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        float[] scaled = new float[_rows.Features];
        for (int i = 0; i < scores.Length; i++)
        {
            _rows.Scale(rows.Slice(i * scaled.Length, scaled.Length), scaled);
            double sum = 0;
            foreach (RandomCutTree tree in _trees)
            {
                sum += tree.DisplacementOf(scaled);
            }

            scores[i] = (float)(sum / _trees.Length);
        }
    }
}
