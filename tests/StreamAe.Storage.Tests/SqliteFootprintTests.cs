using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Sqlite;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>What is foretold of the embedded store, against a store that was filled.</summary>
public sealed class SqliteFootprintTests
{
    private const double Tolerance = 0.25;

    // Logged changes are another share of the file than in service, where it is larger.
    private const long LoggedBytes = 1 << 20;

    [Theory]
    [InlineData(8, 96, false, 1500)]
    [InlineData(8, 640, false, 300)]
    [InlineData(3, 200, true, 800)]
    [InlineData(60, 64, false, 300)]
    [InlineData(300, 32, false, 30)]
    public async Task FullEntity_OfAFilledStore_IsWithinAQuarter(int channels, int historyRows, bool follows, int entities)
    {
        MonitorDefinition definition = DefinitionOf(historyRows, follows, TimeSpan.FromHours(1));
        using var folder = new DataFolder { LoggedBytes = LoggedBytes };
        StoreSizes sizes = SqliteFootprint.Of(PlanOf(definition, channels), entities, 1000);
        long empty = Bytes(folder);
        await FillAsync(folder, definition, channels, entities, historyRows + (2 * RowHistory.PageRows), models: 7);
        double each = (double)(Bytes(folder) - empty - FreeBytes(folder)) / entities;
        Report(each, sizes.FullEntity);
        Assert.InRange(sizes.FullEntity, each * (1 - Tolerance), each * (1 + Tolerance));
    }

    [Theory]
    [InlineData(8, 6000)]
    [InlineData(60, 2000)]
    public async Task FirstEntity_OfAStoreOfNewEntities_IsWithinAQuarter(int channels, int entities)
    {
        MonitorDefinition definition = DefinitionOf(64, follows: false, every: null);
        using var folder = new DataFolder { LoggedBytes = LoggedBytes };
        StoreSizes sizes = SqliteFootprint.Of(PlanOf(definition, channels), entities, 1000);
        long empty = Bytes(folder);
        await FillAsync(folder, definition, channels, entities, RowHistory.PageRows, models: 0);
        double each = (double)(Bytes(folder) - empty - FreeBytes(folder)) / entities;
        Report(each, sizes.FirstEntity);
        Assert.InRange(sizes.FirstEntity, each * (1 - Tolerance), each * (1 + Tolerance));
    }

    [Theory]
    [InlineData(8, 500)]
    [InlineData(3, 20)]
    public async Task Score_OfStoredObservations_IsWithinAQuarter(int channels, int entities)
    {
        MonitorDefinition definition = DefinitionOf(64, follows: false, every: null);

        // The stream has an event a second.
        StoreSizes sizes = SqliteFootprint.Of(PlanOf(definition, channels), entities, 1);
        using var folder = new DataFolder { LoggedBytes = LoggedBytes };
        await FillAsync(folder, definition, channels, entities, 100, models: 1, new StoreOptions { ScoreRetention = TimeSpan.FromDays(1) });
        long bytes = folder.Execute("SELECT sum(length(scores)) FROM score");
        double each = bytes / (entities * 99.0);
        Report(each, sizes.Score);
        Assert.InRange(sizes.Score, each * (1 - Tolerance), each * (1 + Tolerance));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public async Task Alert_OfAStoreWithAlerts_IsWithinAQuarter(int channels)
    {
        const int Entities = 200;
        MonitorDefinition definition = DefinitionOf(64, follows: false, every: null) with { Alert = new AlertDefinition { M = 1, N = 1 } };
        StoreSizes sizes = SqliteFootprint.Of(PlanOf(definition, channels), Entities, 1);
        using var folder = new DataFolder { LoggedBytes = LoggedBytes };

        // Every row is an anomaly to these models.
        await FillAsync(folder, definition, channels, Entities, 60, models: 1, threshold: 1e-6f);
        double before = UsedBytes(folder);
        long alerts = folder.Execute("SELECT count(*) FROM alert");
        folder.Execute("DELETE FROM outbox");
        double outbox = before - UsedBytes(folder);
        folder.Execute("DELETE FROM alert");
        double each = (before - outbox - UsedBytes(folder)) / alerts;
        Report(each, sizes.Alert);
        Assert.InRange(alerts, Entities * 50, Entities * 60);
        Assert.InRange(sizes.Alert, each * (1 - Tolerance), each * (1 + Tolerance));
    }

    [Fact]
    public void OfRow_AtTheEdges_IsWholePages()
    {
        Assert.Equal(TableBytes.PageBytes, TableBytes.OfRow(10_000, 4));
        Assert.Equal(TableBytes.PageBytes / 2.0, TableBytes.OfRow(8000, 4));
        Assert.Equal(2.0 * TableBytes.PageBytes, TableBytes.OfRow(30_000, 4));
        Assert.InRange(TableBytes.OfRow(100, 4), 105, 115);
    }

    [Fact]
    public void Of_TrainedOnce_KeepsOneVersion()
    {
        StoreSizes once = SqliteFootprint.Of(PlanOf(DefinitionOf(64, false, every: null), 8), 10, 10);
        StoreSizes often = SqliteFootprint.Of(PlanOf(DefinitionOf(64, false, TimeSpan.FromDays(1)), 8), 10, 10);
        Assert.True(often.FullEntity > once.FullEntity + 4000, $"{once.FullEntity} {often.FullEntity}");
        Assert.Equal(once.FirstEntity, often.FirstEntity);
    }

    private static void Report(double real, double foretold) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{real:N0} B real, {foretold:N0} B foretold, {foretold / real:P1}");

    /// <summary>Once everything is in its rows.</summary>
    private static long Bytes(DataFolder folder)
    {
        using (SqliteStateStore store = folder.Open())
        {
            // As it opens, it brings what is logged to its rows; as it closes, its write-ahead log into the file.
        }

        return new FileInfo(folder.StorePath).Length;
    }

    /// <summary>What the log of changes gave back: it is part of what is fixed.</summary>
    private static long FreeBytes(DataFolder folder) => folder.Execute("PRAGMA freelist_count") * TableBytes.PageBytes;

    private static double UsedBytes(DataFolder folder) =>
        (folder.Execute("PRAGMA page_count") - folder.Execute("PRAGMA freelist_count")) * (double)TableBytes.PageBytes;

    private static MonitorDefinition DefinitionOf(int historyRows, bool follows, TimeSpan? every) => new()
    {
        Name = TestMonitor.Name,
        Differences = follows,
        Score = new ScoreDefinition { Drift = follows ? DriftHandling.Follow : default },
        Training = new TrainingDefinition { MinRows = 32, HistoryRows = historyRows, Every = every },
        Cohort = new CohortDefinition { Enabled = false },

        // Alerts are counted apart.
        Alert = new AlertDefinition { M = 60, N = 64 },
        Data = new DataDefinition { SilenceFactor = 0 },
    };

    private static MonitorPlan PlanOf(MonitorDefinition definition, int channels) => new(definition, TestStream.SchemaOf(channels));

    private static async Task FillAsync(
        DataFolder folder, MonitorDefinition definition, int channels, int entities, int rowsEach, int models, StoreOptions? options = null, float threshold = 1e6f)
    {
        using SqliteStateStore store = folder.Open(options ?? new StoreOptions());
        store.Claim(TestMonitor.Name, TestStream.SourceName);
        var committer = new StoreCommitter(store, pollsPerCommit: 2);
        string[] keys = [.. Enumerable.Range(0, entities).Select(i => $"entity-{i:00000}")];
        RuntimeOptions running = TestMonitor.Options(pollRows: 4096, training: TrainingMode.Off) with { Schedule = new Promotions(models, threshold) };
        await RunAsync(committer, (long)entities * rowsEach, running, definition, keys, channels);
        committer.Flush();
    }

    private static async Task RunAsync(
        StoreCommitter committer, long end, RuntimeOptions options, MonitorDefinition definition, string[] keys, int channels)
    {
        await using LocalRuntime runtime = TestMonitor.Start(committer, options, definition);
        await using var stream = new TestStream(runtime.Plans.Directory, keys, end, channels);
        await runtime.RunAsync([stream], TestContext.Current.CancellationToken);
    }

    /// <summary>A new model every few rows, from the first on.</summary>
    private sealed class Promotions(int models, float threshold) : IModelSchedule
    {
        public EntityModel? Due(EntityMonitor monitor, int entity, string source, long position) =>
            monitor.Observations % 4 == 1 && monitor.Observations / 4 < models ? Create(monitor.Plan, (int)(monitor.Observations / 4) + 1) : null;

        private EntityModel Create(MonitorPlan plan, int version)
        {
            float[] ones = [.. Enumerable.Repeat(1f, plan.Encoder.Count)];
            var scaler = new FeatureScaler(ones, ones, 10, ones.AsSpan(0, plan.DifferenceCount));
            float[] parameters = [.. Enumerable.Range(0, plan.Architecture.SlotFloats).Select(i => i * 0.001f)];
            return new EntityModel(version, ModelOrigin.Own, scaler, parameters, ScoreCalibration.Fit([threshold, 2 * threshold, 3 * threshold, 4 * threshold]), 0, 100, 1)
            {
                Plan = plan.Identity,
                Drift = new float[plan.StateBytes > EntityMonitor.LeastStateBytes ? 2 * plan.Architecture.Features : 0],
            };
        }
    }
}
