using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// What one number of an entity usually is at an hour of the day (UTC), weekdays and weekends apart, learned from every value as it comes:
/// bin b has seen N values of mean M (of late the last hundred), all bins together the slow mean g, and what is expected is
/// (N·M + 4g) ÷ (N + 4): a bin that has seen little expects what all do. A value enters at most <see cref="Reach"/> usual residuals from
/// what was expected, so that a broken reading is forgotten within the hours of a few days and a new level is learned within dozens of rows.
/// Depends on values and times alone, never on a verdict. All zeros is the profile of nothing seen.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SeasonalProfile
{
    /// <summary>Hours of a weekday, then of a day of the weekend.</summary>
    public const int Bins = 48;

    /// <summary>Values of its own that a bin's mean needs to count as much as the mean of all.</summary>
    private const double Shrinkage = 4;

    private const double BinRate = 0.01;
    private const double LevelRate = 0.001;
    private const double SpreadRate = 0.005;

    /// <summary>A value further out, in mean absolute residuals, is taken as one so far out.</summary>
    public const double Reach = 100;

    // A value that never moved has no residuals to measure with: a thousandth of itself, and where it is 0 anything at all.
    private const double SpreadShare = 1e-3;
    private const double LeastSpread = 1e-9;

    // A series that began with a broken reading would expect it for months: where one of the first values is so small a share of the level,
    // the level was no level, and all begins with that value.
    private const int FewestValues = 20;
    private const double LevelFault = 1e-3;

    // Counts that only grow would one day not: whole floats end at 2²⁴.
    private const float LargestCount = 1 << 20;

    private Counts _counts;
    private Means _means;
    private float _level;
    private float _spread;
    private float _values;

    /// <summary>Floats of a profile.</summary>
    public static int Floats => Unsafe.SizeOf<SeasonalProfile>() / sizeof(float);

    /// <summary>The bin of a time.</summary>
    /// <param name="eventTime">Ticks since 1970-01-01, which was a Thursday.</param>
    public static int BinOf(long eventTime)
    {
        (long day, long inDay) = Math.DivRem(eventTime, TimeSpan.TicksPerDay);
        if (inDay < 0)
        {
            (day, inDay) = (day - 1, inDay + TimeSpan.TicksPerDay);
        }

        // Days since a Sunday.
        long weekday = (((day + 4) % 7) + 7) % 7;
        return (int)(inDay / TimeSpan.TicksPerHour) + (weekday is 0 or 6 ? Bins / 2 : 0);
    }

    /// <summary>What is expected of a value now, which then is learned; a missing value (NaN) is not, and none is infinite. The first is expected to be what it is.</summary>
    public double Learn(int bin, float value)
    {
        if (_values < FewestValues && Math.Abs(value) < LevelFault * Math.Abs(_level))
        {
            this = default;
        }

        bool isFirst = _values == 0 && !float.IsNaN(value);
        double level = isFirst ? value : _level;
        ref float count = ref _counts[bin];
        ref float mean = ref _means[bin];
        double expected = ((count * (double)mean) + (Shrinkage * level)) / (count + Shrinkage);
        if (float.IsNaN(value))
        {
            return expected;
        }

        double reach = Reach * Math.Max(_spread, (SpreadShare * Math.Abs(level)) + LeastSpread);
        double residual = isFirst ? 0 : Math.Clamp(value - expected, -reach, reach);
        double near = isFirst ? value : expected + residual;
        _values = Math.Min(_values + 1, LargestCount);
        count = Math.Min(count + 1, LargestCount);
        mean = (float)(mean + (Math.Max(1 / (double)count, BinRate) * (near - mean)));
        _level = (float)(level + (Math.Max(1 / (double)_values, LevelRate) * (near - level)));
        _spread = (float)(_spread + (Math.Max(1 / (double)_values, SpreadRate) * (Math.Abs(residual) - _spread)));
        return expected;
    }

    [InlineArray(Bins)]
    private struct Counts
    {
        private float _first;
    }

    [InlineArray(Bins)]
    private struct Means
    {
        private float _first;
    }
}
