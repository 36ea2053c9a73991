using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>One tree of <see cref="IsolationForest"/>. Nodes lie in arrays in the order they were made; the root is 0.</summary>
internal sealed class IsolationTree
{
    private const int Leaf = -1;

    private readonly int _features;
    private readonly List<Node> _nodes = [];

    /// <param name="sample">[n × features] scaled rows; reordered.</param>
    public IsolationTree(float[] sample, int features, int height, ref PhiloxRandom random)
    {
        _features = features;
        int[] rows = [.. Enumerable.Range(0, sample.Length / features)];
        Grow(sample, rows, 0, height, ref random);
    }

    /// <summary>Splits on the way to the row's leaf, and what further splits of the leaf's rows would add on average.</summary>
    public double PathOf(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (_nodes[node].Feature != Leaf)
        {
            Node split = _nodes[node];
            node = row[split.Feature] < split.Value ? split.Left : split.Right;
        }

        return _nodes[node].Path;
    }

    private int Grow(float[] sample, Span<int> rows, int depth, int height, ref PhiloxRandom random)
    {
        int node = _nodes.Count;
        _nodes.Add(new Node(Leaf, 0, 0, 0, depth + IsolationForest.AveragePath(rows.Length)));
        if (depth == height || rows.Length < 2)
        {
            return node;
        }

        Span<(int Feature, float Low, float High)> varying = new (int, float, float)[_features];
        int count = 0;
        for (int j = 0; j < _features; j++)
        {
            (float low, float high) = RangeOf(sample, rows, j);
            if (high > low)
            {
                varying[count++] = (j, low, high);
            }
        }

        if (count == 0)
        {
            return node;
        }

        (int feature, float from, float to) = varying[random.NextInt32(count)];
        float value = from + ((to - from) * random.NextSingle());

        // "Below the value goes left": a value at the low end would send nothing there.
        value = value > from ? value : to;
        int middle = Partition(sample, rows, feature, value);
        int left = Grow(sample, rows[..middle], depth + 1, height, ref random);
        int right = Grow(sample, rows[middle..], depth + 1, height, ref random);
        _nodes[node] = new Node(feature, value, left, right, 0);
        return node;
    }

    private (float Low, float High) RangeOf(float[] sample, ReadOnlySpan<int> rows, int feature)
    {
        float low = float.PositiveInfinity;
        float high = float.NegativeInfinity;
        foreach (int row in rows)
        {
            float value = sample[(row * _features) + feature];
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return (low, high);
    }

    private int Partition(float[] sample, Span<int> rows, int feature, float value)
    {
        int middle = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (sample[(rows[i] * _features) + feature] < value)
            {
                (rows[i], rows[middle]) = (rows[middle], rows[i]);
                middle++;
            }
        }

        return middle;
    }

    /// <param name="Path">Of a leaf: depth + c(rows).</param>
    private readonly record struct Node(int Feature, float Value, int Left, int Right, double Path);
}
