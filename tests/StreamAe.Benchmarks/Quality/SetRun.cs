using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Definitions;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Quality;

/// <summary>One set: ours through the back-test, once a seed, and the peers on the rows that it saw.</summary>
internal static class SetRun
{
    public static async Task<SetReport> RunAsync(QualitySet set, MonitorDefinition definition, string folder, int seeds, bool withVae, int threads)
    {
        string[] train = Files(folder, "train");
        string[] test = Files(folder, "test");
        var ours = new List<SetQuality>();
        BacktestRecorder? first = null;
        for (int seed = 1; seed <= seeds; seed++)
        {
            (BacktestRecorder recorder, SetQuality quality) = await JudgeAsync(set, definition, seed, keepRows: seed == 1, "ours").ConfigureAwait(false);
            first ??= recorder;
            ours.Add(quality);
        }

        IReadOnlyList<EntityRecording> entities = Judged(first!);
        PhaseLines.Write($"{set.Name}: peers");
        IReadOnlyList<MethodQuality> peers = PeerRuns.Run(entities, set, seeds, definition.Threshold.Quantile, threads);
        return new SetReport(
            set,
            entities.Count,
            first!.Entities.Sum(e => e.Labels.Count + e.LeftOut),
            first.Entities.Sum(e => e.LeftOut),
            seeds,
            1 - definition.Threshold.Quantile,
            SetQuality.MeanOf(ours),
            peers,
            withVae ? await VariantsAsync().ConfigureAwait(false) : []);

        async Task<IReadOnlyList<MethodQuality>> VariantsAsync()
        {
            var lines = new List<MethodQuality>();
            foreach (ScoreKind kind in (ScoreKind[])[ScoreKind.Reconstruction, ScoreKind.Kl, ScoreKind.Elbo])
            {
                string name = $"vae, {kind switch { ScoreKind.Kl => "kl", ScoreKind.Elbo => "elbo", _ => "reconstruction" }}";
                MonitorDefinition variant = definition with
                {
                    Model = definition.Model with { Kind = ModelKind.Vae },
                    Score = definition.Score with { Kind = kind },
                };
                var bySeed = new List<SetQuality>();
                for (int seed = 1; seed <= seeds; seed++)
                {
                    bySeed.Add((await JudgeAsync(set, variant, seed, keepRows: false, name).ConfigureAwait(false)).Quality);
                }

                lines.Add(new MethodQuality(name, SetQuality.MeanOf(bySeed)));
            }

            return lines;
        }

        async Task<(BacktestRecorder Recorder, SetQuality Quality)> JudgeAsync(
            QualitySet judged, MonitorDefinition monitor, int seed, bool keepRows, string method)
        {
            var recorder = new BacktestRecorder(keepRows);
            await Backtest.RunAsync(
                new BacktestOptions
                {
                    Definition = monitor with { Training = monitor.Training with { Seed = (ulong)seed } },
                    TrainFiles = train,
                    TestFiles = test,
                    Threads = threads,
                    Observer = recorder,
                },
                new SimdScorer(),
                TimeProvider.System,
                new PhaseLines($"{judged.Name}, {method}, seed {seed} of {seeds}"),
                CancellationToken.None).ConfigureAwait(false);
            return (recorder, Measure(judged, Judged(recorder), threads));
        }
    }

    /// <summary>Part files of a set, by entity name.</summary>
    public static string[] Files(string folder, string part) =>
        [.. Directory.EnumerateFiles(folder, $"*.{part}.csv.gz").Order(StringComparer.Ordinal)];

    /// <summary>Entities with a judged row.</summary>
    private static IReadOnlyList<EntityRecording> Judged(BacktestRecorder recorder) => [.. recorder.Entities.Where(e => e.Labels.Count > 0)];

    private static SetQuality Measure(QualitySet set, IReadOnlyList<EntityRecording> entities, int threads)
    {
        var figures = new EntityQuality[entities.Count];
        Parallel.For(0, figures.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, e =>
            figures[e] = EntityQuality.Of(entities[e].Ours, entities[e].Labels));
        return SetQuality.OverEntities(figures, set.IsTimed ? [.. entities.Select(e => e.Days)] : null, set.IsOrdered);
    }
}
