using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Replaying;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Replaying;

/// <summary>Which model judges a row again, where versions went out of use and came back.</summary>
public sealed class ModelReplayTests
{
    [Fact]
    public async Task Due_OfAVersionThatCameBack_IsItInEachOfItsTimes()
    {
        Assert.Equal(
            [(10, 2), (20, 3), (30, 2)],
            await ChangesAsync(missing: 10, new(2, 2, "s", 10, 10, 1), new(3, 3, "s", 20, 20, 2), new(2, 2, "s", 30, 30, 3)));
    }

    /// <summary>Version 3 is kept no longer: when it began is not known, so nothing between the uses of 2 is judged by guess.</summary>
    [Fact]
    public async Task Due_WhereAUseBetweenTwoIsKeptNoLonger_IsNone() =>
        Assert.Equal([(30, 2)], await ChangesAsync(missing: 30, new(2, 2, "s", 10, 10, 1), new(2, 2, "s", 30, 30, 3)));

    /// <summary>Version 3 is of other features: it cannot judge these rows.</summary>
    [Fact]
    public async Task Due_OfAVersionFromBeforeTheMonitorWasEdited_IsNone() =>
        Assert.Equal([(30, 4)], await ChangesAsync(missing: 30, new(Store.Former, 3, "s", 10, 10, 1), new(4, 4, "s", 30, 30, 3)));

    /// <returns>The rows of forty at which another version began.</returns>
    private static async Task<List<(int Row, int Version)>> ChangesAsync(long missing, params RecordedModel[] models)
    {
        var plans = new PlanSet(TestMonitors.Quick);
        MonitorPlan plan = plans.For(TestMonitors.Numbers(1));
        using var store = new Store(plan, models);
        var recorded = new RecordedMonitor(
            new Dictionary<string, long> { ["s"] = 40 },
            new Dictionary<string, long> { ["e"] = 40 },
            [new StoredPlan(1, plan.Schema, plan.Compatibility, null)],
            []);
        var replay = new ModelReplay(store, plans, recorded, new ModelChoice.Recorded(), new Dictionary<string, long>(), new Dictionary<string, long>());
        EntityMonitor entity = (await replay.LoadAsync(["e"], TestContext.Current.CancellationToken))[0]!;
        var changes = new List<(int, int)>();
        for (int row = 0; row < 40; row++)
        {
            if (replay.Due(entity, plans.Directory.GetOrAdd("e"), "s", row) is EntityModel model)
            {
                changes.Add((row, model.Version));
            }
        }

        Assert.Equal(missing, replay.RowsWithoutModel);
        return changes;
    }

    private sealed class Store(MonitorPlan plan, IReadOnlyList<RecordedModel> models) : IReplayStore
    {
        /// <summary>The number of a model of another plan.</summary>
        public const int Former = 99;

        public RecordedMonitor? Load(string monitor) => null;

        public IReadOnlyList<RecordedEntity?> Find(string monitor, IReadOnlyList<string> keys) => [new RecordedEntity(keys[0], 1, models)];

        public EntityModel? ReadModel(long id) => HandMade.Constant(plan, (int)id) with { Plan = id == Former ? 0 : plan.Identity };

        public EntityModel? ReadCohortModel(long id) => null;

        public IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to) => [];

        public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null) => [];

        public void Dispose()
        {
        }
    }
}
