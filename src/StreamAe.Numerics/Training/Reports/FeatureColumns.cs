namespace StreamAe.Numerics.Training;

/// <summary>Mean, presence and constancy of each feature over rows.</summary>
internal sealed class FeatureColumns(int features)
{
    private readonly double[] _sums = new double[features];
    private readonly int[] _counts = new int[features];
    private readonly float[] _first = new float[features];
    private readonly bool[] _varies = new bool[features];

    /// <summary>Features with a value in at least one row.</summary>
    public int Observed => _counts.Count(count => count > 0);

    /// <summary>Features with two values or more.</summary>
    public int Varying => _varies.Count(varies => varies);

    public void Add(in TrainingRows rows, ReadOnlySpan<int> indices)
    {
        foreach (int r in indices)
        {
            ReadOnlySpan<float> row = rows[r];
            for (int d = 0; d < features; d++)
            {
                float x = row[d];
                if (!float.IsNaN(x))
                {
                    _first[d] = _counts[d] == 0 ? x : _first[d];
                    _varies[d] |= x != _first[d];
                    _sums[d] += x;
                    _counts[d]++;
                }
            }
        }
    }

    /// <summary>Mean over observed entries of the square of their distance to their feature's mean; 0 where there are none.</summary>
    public double MeanSquareAround(in TrainingRows rows, ReadOnlySpan<int> indices)
    {
        double squares = 0;
        long entries = 0;
        foreach (int r in indices)
        {
            ReadOnlySpan<float> row = rows[r];
            for (int d = 0; d < features; d++)
            {
                if (!float.IsNaN(row[d]) && _counts[d] > 0)
                {
                    double residual = row[d] - (_sums[d] / _counts[d]);
                    squares += residual * residual;
                    entries++;
                }
            }
        }

        return entries == 0 ? 0 : squares / entries;
    }
}
