using System.Globalization;

namespace StreamAe.Host.Plots;

/// <summary>One direction of a chart: where a value is on the paper, and which values are written beside it.</summary>
internal sealed class Axis
{
    private readonly double _from;
    private readonly double _length;

    /// <param name="values">All values that are to fit; NaN and ±∞ are passed over.</param>
    /// <param name="from">Pixel of the smallest value.</param>
    /// <param name="to">Pixel of the largest.</param>
    public Axis(IEnumerable<double> values, double from, double to)
    {
        _from = from;
        _length = to - from;
        Low = double.PositiveInfinity;
        High = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                Low = Math.Min(Low, value);
                High = Math.Max(High, value);
            }
        }

        if (Low > High)
        {
            (Low, High) = (0, 1);
        }

        if (High - Low <= 1e-9 * Math.Max(Math.Abs(Low), Math.Abs(High)))
        {
            double margin = High == 0 ? 1 : Math.Abs(High) / 2;
            (Low, High) = (Low - margin, High + margin);
        }
    }

    public double Low { get; }

    public double High { get; }

    public double At(double value) => _from + ((value - Low) / (High - Low) * _length);

    /// <summary>About <paramref name="wanted"/> round values: multiples of 1, 2 or 5 times a power of ten.</summary>
    public IEnumerable<(double Value, string Text)> Ticks(int wanted)
    {
        double rough = (High - Low) / wanted;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1.5 => 1, <= 3.5 => 2, <= 7.5 => 5, _ => 10 });
        for (double k = Math.Ceiling(Low / step); k * step <= High + (step * 1e-9); k++)
        {
            double value = k * step;
            yield return (value, Math.Round(value / step) == 0 ? "0" : value.ToString("G5", CultureInfo.InvariantCulture));
        }
    }
}
