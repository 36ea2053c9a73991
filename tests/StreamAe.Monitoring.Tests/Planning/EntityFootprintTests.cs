using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Planning;

/// <summary>What is foretold of an entity's memory, against a runtime that holds thousands of them. Alone in the process: the heap is measured.</summary>
[CollectionDefinition(nameof(EntityFootprintTests), DisableParallelization = true)]
[Collection(nameof(EntityFootprintTests))]
public sealed class EntityFootprintTests
{
    private const double Tolerance = 0.15;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(8, 256, false, 4000)]
    [InlineData(8, 33, false, 10_000)]
    [InlineData(3, 100, true, 6000)]
    [InlineData(60, 64, true, 1000)]
    public async Task Full_OfARuntimeWithFullHistories_IsWithin15Percent(int channels, int historyRows, bool follows, int entities)
    {
        MonitorDefinition definition = DefinitionOf(historyRows, follows);
        await Task.Yield();
        EntityFootprint foretold = EntityFootprint.Full(new MonitorPlan(definition, TestMonitors.Numbers(channels)), shards: 2);
        (double real, double counted) = await MeasureAsync(
            foretold, () => MeasureAsync(definition, channels, entities, historyRows + (2 * RowHistory.PageRows), hasModels: true));
        Report(real, foretold);
        Assert.InRange(foretold.Total, real * (1 - Tolerance), real * (1 + Tolerance));
        Assert.Equal(counted, foretold.Counted - EntityArrivals.ObjectBytes, counted * 0.001);
    }

    [Theory]
    [InlineData(8, false, 30_000)]
    [InlineData(14, true, 20_000)]
    public async Task AtFirst_OfARuntimeWithNewEntities_IsWithin15Percent(int channels, bool follows, int entities)
    {
        MonitorDefinition definition = DefinitionOf(2000, follows);
        await Task.Yield();
        EntityFootprint foretold = EntityFootprint.AtFirst(new MonitorPlan(definition, TestMonitors.Numbers(channels)), shards: 2);
        (double real, double counted) = await MeasureAsync(foretold, () => MeasureAsync(definition, channels, entities, 3, hasModels: false));
        Report(real, foretold);
        Assert.InRange(foretold.Total, real * (1 - Tolerance), real * (1 + Tolerance));
        Assert.Equal(counted, foretold.Counted - EntityArrivals.ObjectBytes, counted * 0.05);
    }

    private static void Report(double real, EntityFootprint foretold) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{real:N0} B real, {foretold.Total:N0} B foretold, {foretold.Total / real:P1}; {foretold}");

    private static MonitorDefinition DefinitionOf(int historyRows, bool follows) => new()
    {
        Name = "memory",
        Differences = follows,
        Score = new ScoreDefinition { Drift = follows ? DriftHandling.Follow : default },
        Training = new TrainingDefinition { HistoryRows = historyRows, MinRows = 32 },
    };

    /// <summary>Measures up to three times: what an earlier test left running may allocate, or let go, meanwhile.</summary>
    private static async Task<(double Held, double Counted)> MeasureAsync(EntityFootprint foretold, Func<Task<(double Held, double Counted)>> measure)
    {
        (double Held, double Counted) measured = await measure();
        for (int again = 0; again < 2 && Math.Abs(foretold.Total - measured.Held) > Tolerance * measured.Held; again++)
        {
            measured = await measure();
        }

        return measured;
    }

    /// <summary>Bytes an entity, and of them what the runtime counts beside its objects.</summary>
    private static async Task<(double Held, double Counted)> MeasureAsync(MonitorDefinition definition, int channels, int entities, int rowsEach, bool hasModels)
    {
        long before = await HeldBytesAsync();
        var plans = new PlanSet(definition);
        MonitorPlan plan = plans.For(TestMonitors.Numbers(channels));
        await using var runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            new NullCommitter(),
            new DeadLetterCounter(),
            new RuntimeOptions
            {
                Shards = 2,
                PollRows = 200,
                PollsInFlight = 2,
                Training = TrainingMode.Off,
                Loader = new NoEntities(),
            });
        plan.Cohort = plan.MakeResident(ModelOf(plan, 1));
        long counted = plan.UsedBytes;
        for (int e = 0; hasModels && e < entities; e++)
        {
            var entity = new EntityMonitor(plan, SyntheticSource.KeyOf(e));
            entity.Promote(ModelOf(plan, e));
            runtime.Restore(entity);
        }

        await using (var source = new SyntheticSource(plan.Schema, plans.Directory, entities, TimeSpan.FromSeconds(1), 1) { End = (long)entities * rowsEach })
        {
            await runtime.RunAsync([source], Stop);
        }

        double held = await HeldBytesAsync() - before, used = plan.UsedBytes - counted;
        Assert.Equal(entities, runtime.EntitiesInMemory);
        GC.KeepAlive(runtime);
        return (held / entities, used / entities);
    }

    /// <summary>
    /// Once it stays the same: what another test used is held by the stack it ended on for a while, which it leaves as others go on.
    /// </summary>
    private static async Task<long> HeldBytesAsync()
    {
        const int Same = 4;
        long held = long.MaxValue;
        for (int same = 0, rounds = 0; same < Same && rounds < 100; rounds++)
        {
            await Task.Yield();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            long now = GC.GetTotalMemory(forceFullCollection: true);
            same = Math.Abs(now - held) < 100_000 ? same + 1 : 0;
            held = now;
        }

        return held;
    }

    /// <summary>With arrays of its own, as training makes them.</summary>
    private static EntityModel ModelOf(MonitorPlan plan, int seed)
    {
        float[] ones = [.. Enumerable.Repeat(1f, plan.Encoder.Count)];
        float[] parameters = [.. Enumerable.Range(0, plan.Architecture.SlotFloats).Select(i => (i + seed) % 7 * 0.01f)];
        var scaler = new FeatureScaler(ones, ones, 10, ones.AsSpan(0, plan.DifferenceCount));
        return new EntityModel(1, ModelOrigin.Own, scaler, parameters, ScoreCalibration.Fit([1e6f, 2e6f, 3e6f, 4e6f]), 0, 100, 1)
        {
            Plan = plan.Identity,
            Drift = new float[plan.Memory.FollowsDrift ? ResidualDrift.FloatsOf(plan.Architecture.Features) : 0],
        };
    }

    /// <summary>The runtime keeps books of who is in memory, as a service's does.</summary>
    private sealed class NoEntities : IEntityLoader
    {
        public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<EntityMonitor?>>(new EntityMonitor?[keys.Count]);

        public ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
