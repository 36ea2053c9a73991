namespace StreamAe.Numerics.Baselines;

/// <summary>
/// Covariance of rows that may have gaps: the element (j, k) is the mean of deviation_j·deviation_k over the rows in which both
/// features are present (pairwise complete), 0 where no row has both. Rows are taken in blocks, so that a row of the matrix is
/// in cache while a whole block is added to it: rows·features²/2 multiply-adds in double precision.
/// </summary>
internal sealed class CovarianceSums(int features)
{
    private const int BlockRows = 32;

    private readonly double[] _block = new double[BlockRows * features];
    private readonly double[] _mask = new double[BlockRows * features];
    private readonly double[] _sums = new double[features * features];

    // Rows in which at least one feature was missing are counted pair by pair; whole rows need one number.
    private readonly double[] _gappedPairs = new double[features * features];
    private long _wholeRows;
    private int _filled;
    private bool _blockHasGaps;

    /// <summary>Adds one row of deviations from the mean; NaN is missing.</summary>
    public void Add(ReadOnlySpan<double> deviations)
    {
        Span<double> block = _block.AsSpan(_filled * features, features);
        Span<double> mask = _mask.AsSpan(_filled * features, features);
        bool gaps = false;
        for (int j = 0; j < features; j++)
        {
            bool missing = double.IsNaN(deviations[j]);
            gaps |= missing;
            block[j] = missing ? 0 : deviations[j];
            mask[j] = missing ? 0 : 1;
        }

        if (gaps)
        {
            _blockHasGaps = true;
        }
        else
        {
            mask.Clear();
            _wholeRows++;
        }

        if (++_filled == BlockRows)
        {
            Flush();
        }
    }

    /// <summary>[features × features] the covariance; the lower triangle is filled.</summary>
    public double[] Finish()
    {
        Flush();
        double[] covariance = new double[features * features];
        for (int j = 0; j < features; j++)
        {
            for (int k = 0; k <= j; k++)
            {
                int i = (j * features) + k;
                double rows = _wholeRows + _gappedPairs[i];
                covariance[i] = rows == 0 ? 0 : _sums[i] / rows;
            }
        }

        return covariance;
    }

    private void Flush()
    {
        AddOuterProducts(_block, _sums);
        if (_blockHasGaps)
        {
            AddOuterProducts(_mask, _gappedPairs);
        }

        _filled = 0;
        _blockHasGaps = false;
    }

    private void AddOuterProducts(double[] block, double[] sums)
    {
        for (int j = 0; j < features; j++)
        {
            Span<double> target = sums.AsSpan(j * features, j + 1);
            for (int r = 0; r < _filled; r++)
            {
                double value = block[(r * features) + j];
                if (value != 0)
                {
                    DoubleVectors.AddScaled(target, value, block.AsSpan(r * features, j + 1));
                }
            }
        }
    }
}
