namespace StreamAe.Host.Api.Thresholds;

/// <summary>Counts surprises finely, so that bins can be chosen when the largest is known.</summary>
internal sealed class SurpriseHistogram
{
    private const double Step = 0.02;
    private const int Steps = 1000;
    private readonly long[] _counts = new long[Steps];
    private int _highest;

    public long Rows { get; private set; }

    public void Add(float surprise)
    {
        if (!float.IsFinite(surprise))
        {
            return;
        }

        int step = (int)Math.Clamp(surprise / Step, 0, Steps - 1);
        _counts[step]++;
        _highest = Math.Max(_highest, step);
        Rows++;
    }

    /// <summary>From 0 to the highest surprise, or to <paramref name="reach"/> where that is more.</summary>
    /// <param name="reach">A surprise that must be seen.</param>
    public (double[] Edges, long[] Counts) ToBins(int bins, double reach)
    {
        int steps = Math.Min(Steps, Math.Max(_highest + 1, (int)Math.Ceiling(reach / Step)));
        int width = Math.Max(1, (steps + bins - 1) / bins);
        int count = (steps + width - 1) / width;
        double[] edges = new double[count + 1];
        long[] counts = new long[count];
        for (int bin = 0; bin <= count; bin++)
        {
            edges[bin] = Math.Round(bin * width * Step, 6);
        }

        for (int step = 0; step < Math.Min(Steps, count * width); step++)
        {
            counts[step / width] += _counts[step];
        }

        return (edges, counts);
    }
}
