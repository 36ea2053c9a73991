using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>
/// Isolation forest (Liu, Ting, Zhou 2008, "Isolation Forest", ICDM): trees over samples of ψ rows, each node split at a uniform value of a
/// feature drawn at random, down to height ⌈log₂ ψ⌉; odd rows are alone after few splits. With h(x) the splits on the way to the leaf of x plus
/// c(rows of that leaf), averaged over trees:
/// <code>
/// score = 2^(−E[h(x)]/c(ψ)),   c(n) = 2·H(n − 1) − 2·(n − 1)/n,   H(i) ≈ ln i + γ,   c(2) = 1,   c(1) = 0
/// </code>
/// The feature of a split is drawn among those that vary in the node: a split of a constant one would separate nothing.
/// </summary>
internal sealed class IsolationForest
{
    /// <summary>The paper's number of trees.</summary>
    public const int DefaultTrees = 100;

    /// <summary>The paper's rows a tree, ψ.</summary>
    public const int DefaultSampleRows = 256;

    private const double EulerGamma = 0.5772156649015329;

    private readonly ForestRows _rows;
    private readonly IsolationTree[] _trees;
    private readonly double _normalPath;

    private IsolationForest(ForestRows rows, IsolationTree[] trees, double normalPath)
    {
        _rows = rows;
        _trees = trees;
        _normalPath = normalPath;
    }

    /// <param name="rows">[n × features] row-major, n ≥ 2.</param>
    /// <param name="trees">From 1. Raising it makes scores steadier and costs time.</param>
    /// <param name="sampleRows">Rows a tree, from 2; fewer where there are fewer rows.</param>
    public static IsolationForest Fit(
        ReadOnlySpan<float> rows, int features, ulong seed, int trees = DefaultTrees, int sampleRows = DefaultSampleRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trees, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRows, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 2 * features, nameof(rows));
        var scaled = ForestRows.Fit(rows, features);
        int[] order = [.. Enumerable.Range(0, rows.Length / features)];
        int count = Math.Min(sampleRows, order.Length);
        int height = (int)Math.Ceiling(Math.Log2(count));
        var grown = new IsolationTree[trees];
        for (int t = 0; t < trees; t++)
        {
            var random = new PhiloxRandom(seed, (ulong)t);
            grown[t] = new IsolationTree(scaled.Draw(rows, order, count, ref random), features, height, ref random);
        }

        return new IsolationForest(scaled, grown, AveragePath(count));
    }

    /// <summary>c(n), the mean path of an unsuccessful search in a binary search tree of n rows.</summary>
    public static double AveragePath(int rows) => rows switch
    {
        < 2 => 0,
        2 => 1,
        _ => (2 * (Math.Log(rows - 1) + EulerGamma)) - (2.0 * (rows - 1) / rows),
    };

    /// <summary>Scores in (0, 1); about ½ is ordinary.</summary>
    /// <param name="rows">[n × features] row-major.</param>
    /// <param name="scores">[n], written.</param>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores)
    {
        float[] scaled = new float[_rows.Features];
        for (int i = 0; i < scores.Length; i++)
        {
            _rows.Scale(rows.Slice(i * scaled.Length, scaled.Length), scaled);
            double path = 0;
            foreach (IsolationTree tree in _trees)
            {
                path += tree.PathOf(scaled);
            }

            scores[i] = (float)Math.Pow(2, -path / _trees.Length / _normalPath);
        }
    }
}
