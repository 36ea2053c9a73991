using System.Collections.Concurrent;
using System.Globalization;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Backtesting;

public sealed class BacktestObserverTests
{
    [Fact]
    public async Task RunAsync_Observer_SeesHistoriesAndEveryTestRowInOrder()
    {
        var observer = new Recorder();
        using var files = new BacktestFiles { Observer = observer };
        await files.RunAsync();
        Assert.Equal(["a", "b", "c"], observer.Histories.Keys.Order());
        foreach ((string entity, (float[] rows, int features)) in observer.Histories)
        {
            Assert.Equal(BacktestFiles.Channels, features);
            Assert.Equal(ValuesOf(files.Train, entity), rows);
        }

        Assert.Equal(
            File.ReadLines(files.Test).Skip(1).Select(line => line.Split(',')).Select(f => (f[0], f[5])),
            observer.Rows.Select(r => (r.Entity, r.Label.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(
            files.Verdicts.Skip(1).Select(line => line.Split(',')).Select(f => float.Parse(f[2], CultureInfo.InvariantCulture)),
            observer.Rows.Select(r => r.Surprise));
        Assert.Equal(ValuesOf(files.Test, "b"), observer.Rows.Where(r => r.Entity == "b").SelectMany(r => r.Encoded));
    }

    [Fact]
    public async Task RunAsync_HistoryFeaturesAndNoOwnModels_AreSeenAsTheMonitorHasThem()
    {
        var observer = new Recorder();
        using var files = new BacktestFiles { Observer = observer };
        MonitorDefinition definition = BacktestFiles.Monitor with
        {
            Features =
            [
                FeatureDefinition.Number("x0"),
                FeatureDefinition.History(FeatureKind.Count, "count", [], "10s") with { Within = TimeSpan.FromSeconds(10) },
                FeatureDefinition.SinceLast,
            ],
            Training = BacktestFiles.Monitor.Training with { Own = false },
            Cohort = new CohortDefinition { MinRows = 32, MaxRows = 600 },
        };
        BacktestReport report = await files.RunAsync(definition);

        // The count goes on where the history ended: at its limit, one row a second.
        float limit = (float)Math.Log(1 + (1 / (Math.Exp(0.1) - 1)));
        Assert.All(observer.Rows, row => Assert.Equal([limit, MathF.Log(2)], row.Encoded[1..], (a, b) => Math.Abs(a - b) < 1e-3f));
        Assert.All(report.Entities, e => Assert.Contains("the cohort's model serves all", e.Model, StringComparison.Ordinal));
        Assert.All(report.Entities, e => Assert.NotNull(e.Baselines.MeanSquaredZ));
        Assert.All(report.Entities, e => Assert.Equal(0, e.UnscoredRows));
    }

    private static float[] ValuesOf(string file, string entity) =>
    [
        .. File.ReadLines(file).Skip(1).Select(line => line.Split(',')).Where(f => f[0] == entity)
            .SelectMany(f => f[2..5]).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)),
    ];

    private sealed class Recorder : IBacktestObserver
    {
        public ConcurrentDictionary<string, (float[] Rows, int Features)> Histories { get; } = new(StringComparer.Ordinal);

        public List<(string Entity, float Surprise, sbyte Label, float[] Encoded)> Rows { get; } = [];

        public void Trained(string entity, ReadOnlySpan<float> rows, int features) =>
            Assert.True(Histories.TryAdd(entity, (rows.ToArray(), features)));

        public void Judged(string entity, in Verdict verdict, sbyte label, ReadOnlySpan<float> encoded) =>
            Rows.Add((entity, verdict.Surprise, label, encoded.ToArray()));
    }
}
