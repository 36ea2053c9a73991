namespace StreamAe.Monitoring.Simulation;

/// <summary>At what time of day people pay: a few habits, each a table from a uniform number to the second of the day.</summary>
internal static class CardHours
{
    public const int SecondsPerDay = 86_400;

    private const int Steps = 256;

    /// <summary>Peaks of each habit: hour, deviation in hours, weight. A little of everything lies under them.</summary>
    private static readonly (double Hour, double Deviation, double Weight)[][] Habits =
    [
        [(8, 0.7, 0.2), (12.5, 0.8, 0.35), (18, 1.3, 0.45)],
        [(10, 1.5, 0.6), (15, 1.8, 0.4)],
        [(14, 3, 0.5), (19.5, 1.8, 0.5)],
        [(13, 1.5, 0.2), (20.5, 1.7, 0.6), (23, 0.8, 0.2)],
    ];

    private static readonly float[][] Quantiles = [.. Habits.Select(Invert)];

    public static int HabitCount => Habits.Length;

    /// <summary>The second of the day at quantile <paramref name="uniform"/> in [0, 1) of a habit, moved by a shift.</summary>
    public static int SecondOf(int habit, double uniform, int shiftSeconds)
    {
        float[] quantiles = Quantiles[habit];
        double place = uniform * Steps;
        int step = (int)place;
        int second = (int)(quantiles[step] + (quantiles[step + 1] - quantiles[step]) * (place - step)) + shiftSeconds;
        return second < 0 ? second + SecondsPerDay : second >= SecondsPerDay ? second - SecondsPerDay : second;
    }

    private static float[] Invert((double Hour, double Deviation, double Weight)[] peaks)
    {
        const int PerHour = 60;
        const double Floor = 0.002;

        // One payment in a hundred is made between midnight and six: who pays then is no thief for it.
        const double NightFloor = 0.0042;
        double[] cumulative = new double[(24 * PerHour) + 1];
        for (int minute = 0; minute < 24 * PerHour; minute++)
        {
            double hour = (minute + 0.5) / PerHour;

            double density = hour < 6 ? NightFloor : Floor;
            foreach ((double peak, double deviation, double weight) in peaks)
            {
                double z = (hour - peak) / deviation;
                density += weight / deviation * Math.Exp(-0.5 * z * z);
            }

            cumulative[minute + 1] = cumulative[minute] + density;
        }

        float[] quantiles = new float[Steps + 1];
        int at = 0;
        for (int step = 0; step <= Steps; step++)
        {
            double target = cumulative[^1] * step / Steps;
            while (at < cumulative.Length - 2 && cumulative[at + 1] < target)
            {
                at++;
            }

            double within = Math.Clamp((target - cumulative[at]) / (cumulative[at + 1] - cumulative[at]), 0, 1);
            quantiles[step] = (float)((at + within) * 60);
        }

        return quantiles;
    }
}
