namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>A detector that looks at no data: what a figure has to be compared with before it means something.</summary>
internal static class NabControl
{
    /// <summary>Rows between alerts: few enough that one falls into most windows, many enough that their costs stay small.</summary>
    public const int AlertEvery = 400;

    /// <summary>The same series, alerting at the last of every so many rows after the probation. On the whole benchmark: 24.7.</summary>
    public static NabSeries Periodic(NabSeries series, int every = AlertEvery)
    {
        double[] scores = new double[series.Scores.Length];
        for (int i = series.Probation + every - 1; i < scores.Length; i += every)
        {
            scores[i] = 1;
        }

        return series with { Scores = scores };
    }
}
