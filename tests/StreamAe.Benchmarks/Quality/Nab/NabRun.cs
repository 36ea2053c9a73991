using StreamAe.Monitoring.Definitions;

namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>All series of the Numenta benchmark, once a seed.</summary>
internal static class NabRun
{
    public static async Task<NabReport> RunAsync(MonitorDefinition definition, string monitorFile, string folder, int seeds, int threads)
    {
        NabFiles[] files = [.. SetRun.Files(folder, "test").Select(test => OfTest(test))];
        var ours = new List<IReadOnlyList<NabResult>>();
        NabSeries[] series = [];
        for (int seed = 1; seed <= seeds; seed++)
        {
            PhaseLines.Write($"nab, seed {seed} of {seeds}: {files.Length} series");
            series = await JudgeAsync(definition with { Training = definition.Training with { Seed = (ulong)seed } }, files, threads)
                .ConfigureAwait(false);
            ours.Add(Score(series));
        }

        return new NabReport(
            files.Length,
            monitorFile,
            ours,
            Score([.. series.Select(s => NabControl.Periodic(s))]),
            Score([.. series.Select(s => s with { Scores = new double[s.Scores.Length] })]));
    }

    private static async Task<NabSeries[]> JudgeAsync(MonitorDefinition definition, NabFiles[] files, int threads)
    {
        var series = new NabSeries[files.Length];
        await Parallel.ForAsync(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, async (i, cancellationToken) =>
            series[i] = await NabStream.JudgeAsync(definition, files[i], cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return series;
    }

    private static IReadOnlyList<NabResult> Score(NabSeries[] series) => [.. NabProfile.All.Select(profile => NabScoring.Score(series, profile))];

    private static NabFiles OfTest(string test) => new(
        Path.GetFileName(test).Replace(".test.csv.gz", "", StringComparison.Ordinal),
        test.Replace(".test.csv.gz", ".train.csv.gz", StringComparison.Ordinal),
        test);
}
