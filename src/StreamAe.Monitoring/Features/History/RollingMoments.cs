using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// Mean and standard deviation of an entity's values of late, each weighing e^(−age ÷ window): W, m and v are the sum of the weights, the weighted
/// mean and the weighted variance. Time makes W smaller and leaves the other two; a value x with step d = x − m and share a = 1 ÷ (W + 1) makes
/// m += a·d, v = (1 − a)·(v + a·d²), W += 1 (West 1979, with weights that decay). A step of more than ten deviations counts as ten: a broken
/// reading does not stay in the mean for many windows, and a new level is reached in a few rows, since the deviation grows with every such step.
/// Zeros are nothing seen.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(float))]
internal struct RollingMoments
{
    public const int Floats = 3 * sizeof(double) / sizeof(float);

    private const double Reach = 10;

    // A deviation of fewer values is no measure of what is far.
    private const double MinWeight = 2;

    // After the longest silence the mean is known still, and yields to the next value.
    private const double LeastWeight = 1e-12;

    // In double: a window of a day of rows a second moves the mean by 10⁻⁵ of a step, which a float would lose.
    private double _weight;
    private double _mean;
    private double _variance;

    /// <summary>NaN where nothing is known.</summary>
    public readonly double Mean => _weight > 0 ? _mean : double.NaN;

    /// <summary>0 of a single value; NaN where nothing is known.</summary>
    public readonly double Deviation => _weight > 0 ? Math.Sqrt(_variance) : double.NaN;

    /// <param name="windows">Time that has passed, in windows; not negative.</param>
    public void Decay(double windows) => _weight = _weight > 0 ? Math.Max(_weight * Math.Exp(-windows), LeastWeight) : 0;

    /// <summary>Learns a value; one that is missing says nothing.</summary>
    public void Add(float value)
    {
        if (!float.IsFinite(value))
        {
            return;
        }

        double step = value - _mean;
        if (_weight >= MinWeight && _variance > 0)
        {
            double reach = Reach * Math.Sqrt(_variance);
            step = Math.Clamp(step, -reach, reach);
        }

        double share = 1 / (_weight + 1);
        _mean += share * step;
        _variance = (1 - share) * (_variance + (share * step * step));
        _weight++;
    }
}
