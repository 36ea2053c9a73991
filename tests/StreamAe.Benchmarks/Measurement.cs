using System.Diagnostics;

namespace StreamAe.Benchmarks;

/// <summary>Repeated timing on a machine that others use too.</summary>
internal static class Measurement
{
    private const int WarmUps = 5;

    /// <summary>The rates of two pieces of work, run in turn so that a slow spell of the machine meets both; medians of the repetitions.</summary>
    /// <param name="units">Units of work in one call of either.</param>
    public static (double First, double Second) Paired(Action first, Action second, double units, int repetitions)
    {
        // Long enough for the compiler's last tier to have taken over on either side.
        for (int i = 0; i < WarmUps; i++)
        {
            first();
            second();
        }

        double[] a = new double[repetitions];
        double[] b = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            a[i] = units / Seconds(first);
            b[i] = units / Seconds(second);
        }

        return (Median(a), Median(b));
    }

    /// <summary>The median rate of one piece of work.</summary>
    public static double Rate(Action work, double units, int repetitions, int warmUps = WarmUps)
    {
        for (int i = 0; i < warmUps; i++)
        {
            work();
        }

        double[] rates = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            rates[i] = units / Seconds(work);
        }

        return Median(rates);
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
