using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Spoils the features of a batch, never its context, nor entries that were not observed. One random number or more for each observed
/// entry, in the order of rows and features.
/// </summary>
internal sealed unsafe class InputNoise
{
    private readonly int _features;
    private readonly int _stride;
    private readonly NoiseOptions _options;
    private readonly uint _threshold;

    // The extremes of each feature in the fitting rows; 0 where none was observed.
    private readonly float[] _smallest;
    private readonly float[] _largest;
    private PhiloxRandom _random;

    public InputNoise(Architecture architecture, NoiseOptions options, in TrainingRows rows, ReadOnlySpan<int> fitting, PhiloxRandom random)
    {
        _features = architecture.Features;
        _stride = architecture.RowStride;
        _options = options;
        _threshold = Threshold(options);
        _random = random;
        bool isSaltAndPepper = options.Kind == NoiseKind.SaltAndPepper;
        _smallest = new float[isSaltAndPepper ? _features : 0];
        _largest = new float[_smallest.Length];
        if (isSaltAndPepper)
        {
            FindExtremes(in rows, fitting);
        }
    }

    /// <summary>Of the numbers of <see cref="PhiloxRandom.NextUInt32"/>, those below it spoil an entry, where a share of them is spoilt.</summary>
    public static uint Threshold(NoiseOptions options) => (uint)(Math.Min(1, options.Level) * uint.MaxValue);

    /// <summary>Spoils <paramref name="count"/> rows in place; NaN stays NaN.</summary>
    public void Spoil(float* rows, int count)
    {
        for (int r = 0; r < count; r++)
        {
            float* row = rows + ((nint)r * _stride);
            for (int d = 0; d < _features; d++)
            {
                if (!float.IsNaN(row[d]))
                {
                    row[d] = Spoilt(row[d], d);
                }
            }
        }
    }

    private float Spoilt(float value, int feature)
    {
        if (_options.Kind == NoiseKind.Gaussian)
        {
            return value + ((float)_options.Level * _random.NextGaussian());
        }

        if (_random.NextUInt32() >= _threshold)
        {
            return value;
        }

        return _options.Kind == NoiseKind.Masking ? 0 : (_random.NextUInt32() & 1) == 0 ? _smallest[feature] : _largest[feature];
    }

    private void FindExtremes(in TrainingRows rows, ReadOnlySpan<int> fitting)
    {
        Array.Fill(_smallest, float.PositiveInfinity);
        Array.Fill(_largest, float.NegativeInfinity);
        foreach (int r in fitting)
        {
            ReadOnlySpan<float> row = rows[r];
            for (int d = 0; d < _features; d++)
            {
                // Comparisons with NaN are false: what was not observed has no say.
                _smallest[d] = row[d] < _smallest[d] ? row[d] : _smallest[d];
                _largest[d] = row[d] > _largest[d] ? row[d] : _largest[d];
            }
        }

        for (int d = 0; d < _features; d++)
        {
            (_smallest[d], _largest[d]) = _smallest[d] <= _largest[d] ? (_smallest[d], _largest[d]) : (0, 0);
        }
    }
}
