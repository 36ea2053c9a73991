using StreamAe.Benchmarks.Quality.Nab;
using StreamAe.Monitoring.Definitions;

namespace StreamAe.Benchmarks.Quality;

/// <summary>
/// How well the product detects, on public sets with the monitor files that ship: the back-test's own code on multi-channel streams and tables,
/// four simple detectors on the same rows beside it, and the Numenta benchmark's own score for single series. One configuration for all sets of
/// a kind: a figure that was tuned for one set says nothing about the next.
/// </summary>
internal static class QualityBenchmark
{
    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options)
    {
        QualityOptions quality = options.Quality;
        var rows = new List<BenchmarkRow>();
        var reports = new List<SetReport>();
        foreach (QualitySet set in QualitySet.All.Where(s => quality.Sets.Contains(s.Name, StringComparer.Ordinal)))
        {
            (MonitorDefinition? definition, string? file, string why) = Prepare(set, quality);
            if (definition is null)
            {
                rows.AddRange(QualityRows.Missing(set, options.Threads, why));
                continue;
            }

            string folder = Path.Combine(quality.DataFolder!, set.Name);
            if (set.IsStreamed)
            {
                NabReport nab = await NabRun.RunAsync(definition, Path.GetFileName(file!), folder, quality.Seeds, options.Threads).ConfigureAwait(false);
                QualityTable.Print(nab);
                rows.AddRange(QualityRows.Of(nab, options.Threads));
            }
            else
            {
                SetReport report = await SetRun.RunAsync(set, definition, folder, quality.Seeds, quality.WithVae, options.Threads).ConfigureAwait(false);
                QualityTable.Print(report);
                rows.AddRange(QualityRows.Of(report, options.Threads));
                reports.Add(report);
            }
        }

        SetReport[] four = [.. reports.Where(r => QualitySet.MeanOfFour.Contains(r.Set.Name))];
        if (four.Length == QualitySet.MeanOfFour.Count)
        {
            QualityTable.PrintMean(four);
            rows.AddRange(QualityRows.OfMean(four, options.Threads));
        }
        else
        {
            rows.AddRange(QualityRows.MissingMean(options.Threads, $"needs all of {string.Join(", ", QualitySet.MeanOfFour)}"));
        }

        Console.WriteLine();
        return rows;
    }

    /// <summary>The monitor of a set whose files are there, or why there is none.</summary>
    private static (MonitorDefinition? Definition, string? File, string Why) Prepare(QualitySet set, QualityOptions quality)
    {
        if (quality.DataFolder is null)
        {
            return (null, null, "no data: name the folder of the public sets with --data");
        }

        string folder = Path.Combine(quality.DataFolder, set.Name);
        if (!Directory.Exists(folder) || SetRun.Files(folder, "test").Length == 0)
        {
            return (null, null, $"no data: {folder} has no *.test.csv.gz");
        }

        string? file = set.MonitorFiles.Select(name => Path.Combine(quality.MonitorFolder, name)).FirstOrDefault(File.Exists);
        if (file is null)
        {
            return (null, null, $"no monitor file: {quality.MonitorFolder} has no {string.Join(" or ", set.MonitorFiles)} (--monitor-dir)");
        }

        MonitorFileResult result = MonitorFile.Load(file);
        return (result.Definition, file, string.Join(' ', result.Errors));
    }
}
