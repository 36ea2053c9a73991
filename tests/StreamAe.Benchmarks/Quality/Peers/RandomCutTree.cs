using System.Numerics;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>
/// One tree of <see cref="RandomCutForest"/>. Every node keeps the number of its rows and the box around them.
/// <para>
/// The paper inserts x from the root down: in a node whose box, widened to hold x, has sides that sum to W, of which w were not there before, a
/// cut separates x from the node's rows with probability w/W; else the node's own cut stands and x goes on to its side. Along that one path
/// the chance of each end is known, so the expected largest ratio |sibling|/|subtree of x| is a sum over the path, without drawing anything.
/// </para>
/// Boxes are [nodes × stride], the stride padded to whole vectors with sides of 0 at 0.
/// </summary>
internal sealed class RandomCutTree
{
    private const int Leaf = -1;

    private readonly int _features;
    private readonly int _stride;
    private readonly List<Node> _nodes = [];
    private readonly float[] _low;
    private readonly float[] _high;

    /// <param name="sample">[n × features] scaled rows.</param>
    public RandomCutTree(float[] sample, int features, ref PhiloxRandom random)
    {
        _features = features;
        _stride = (features + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        int[] rows = [.. Enumerable.Range(0, sample.Length / features)];

        // n different rows make n leaves and n − 1 cuts.
        _low = new float[_stride * ((2 * rows.Length) - 1)];
        _high = new float[_low.Length];
        Grow(sample, rows, ref random);
    }

    /// <summary>Expected displacement of a row that is put into the tree; a row equal to a leaf's joins it.</summary>
    /// <param name="row">[features] scaled.</param>
    public double DisplacementOf(ReadOnlySpan<float> row)
    {
        Span<float> padded = stackalloc float[_stride];
        row.CopyTo(padded);
        double expected = 0;
        double chance = 1;
        double largest = 0;
        int node = 0;
        while (true)
        {
            Node here = _nodes[node];
            double outside = Outside(node, padded);
            double separated = outside > 0 ? outside / (here.Sides + outside) : 0;
            expected += chance * separated * Math.Max(largest, here.Rows);
            chance *= 1 - separated;
            if (here.Feature == Leaf)
            {
                // Separated for certain, its box being a point, or equal to it.
                return expected + (chance * largest);
            }

            bool isLeft = row[here.Feature] <= here.Cut;
            int next = isLeft ? here.Left : here.Right;
            int sibling = isLeft ? here.Right : here.Left;
            largest = Math.Max(largest, (double)_nodes[sibling].Rows / (_nodes[next].Rows + 1));
            node = next;
        }
    }

    /// <summary>Σ over features of how far the row lies outside the node's box.</summary>
    private double Outside(int node, ReadOnlySpan<float> padded)
    {
        ReadOnlySpan<float> low = _low.AsSpan(node * _stride, _stride);
        ReadOnlySpan<float> high = _high.AsSpan(node * _stride, _stride);
        Vector<float> sum = Vector<float>.Zero;
        for (int j = 0; j < padded.Length; j += Vector<float>.Count)
        {
            var x = new Vector<float>(padded[j..]);
            sum += Vector.Max(Vector.Max(new Vector<float>(low[j..]) - x, x - new Vector<float>(high[j..])), Vector<float>.Zero);
        }

        return Vector.Sum(sum);
    }

    private int Grow(float[] sample, Span<int> rows, ref PhiloxRandom random)
    {
        int node = _nodes.Count;
        Span<float> low = _low.AsSpan(node * _stride, _features);
        Span<float> high = _high.AsSpan(node * _stride, _features);
        Enclose(sample, rows, low, high);
        double sides = 0;
        for (int j = 0; j < _features; j++)
        {
            sides += high[j] - low[j];
        }

        _nodes.Add(new Node(Leaf, 0, 0, 0, rows.Length, sides));
        if (sides <= 0)
        {
            return node;
        }

        (int feature, float cut) = Cut(low, high, sides, ref random);
        int middle = Partition(sample, rows, feature, cut);
        int left = Grow(sample, rows[..middle], ref random);
        int right = Grow(sample, rows[middle..], ref random);
        _nodes[node] = new Node(feature, cut, left, right, rows.Length, sides);
        return node;
    }

    private void Enclose(float[] sample, ReadOnlySpan<int> rows, Span<float> low, Span<float> high)
    {
        low.Fill(float.PositiveInfinity);
        high.Fill(float.NegativeInfinity);
        foreach (int row in rows)
        {
            for (int j = 0; j < _features; j++)
            {
                float value = sample[(row * _features) + j];
                low[j] = Math.Min(low[j], value);
                high[j] = Math.Max(high[j], value);
            }
        }
    }

    /// <summary>A uniform point on the box's sides laid end to end; rows at most at the cut go left, so it lies below the high end.</summary>
    private static (int Feature, float Cut) Cut(ReadOnlySpan<float> low, ReadOnlySpan<float> high, double sides, ref PhiloxRandom random)
    {
        double at = random.NextSingle() * sides;
        int feature = 0;
        for (int j = 0; j < low.Length; j++)
        {
            double side = high[j] - low[j];
            if (side > 0)
            {
                // The last side takes what rounding leaves over.
                feature = j;
                if (at < side)
                {
                    break;
                }

                at -= side;
            }
        }

        float cut = (float)(low[feature] + at);
        return (feature, cut < high[feature] ? cut : low[feature]);
    }

    private int Partition(float[] sample, Span<int> rows, int feature, float cut)
    {
        int middle = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (sample[(rows[i] * _features) + feature] <= cut)
            {
                (rows[i], rows[middle]) = (rows[middle], rows[i]);
                middle++;
            }
        }

        return middle;
    }

    /// <param name="Sides">Sum of the sides of its box.</param>
    private readonly record struct Node(int Feature, float Cut, int Left, int Right, int Rows, double Sides);
}
