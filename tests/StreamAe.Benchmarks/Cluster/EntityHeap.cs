using StreamAe.Benchmarks.Entities;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Storage;

namespace StreamAe.Benchmarks.Cluster;

/// <summary>
/// Managed heap an entity takes on a runtime. What the second of two equal crowds adds: the runtime itself, its silo and its polls are
/// there before.
/// </summary>
internal static class EntityHeap
{
    private const int Crowd = 20_000;

    public static async Task<double> BytesEachAsync(IRuntimeHost host)
    {
        await using IRuntimeHost place = host;
        using var folder = new TemporaryFolder();
        using var store = SqliteStateStore.Open(folder.Path, []);
        var plans = new PlanSet(new MonitorDefinition
        {
            Name = "crowd",
            EntityField = "entity",
            TimeField = "t",
            Features = [FeatureDefinition.Number("value")],
            Cohort = new CohortDefinition { Enabled = false },
        });
        await using MonitorRuntime runtime = place.CreateRuntime(
            plans,
            new SimdScorer(),
            new NullCommitter(),
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 1, PollsInFlight = 4, Training = TrainingMode.Off },
            store);
        await place.StartAsync(CancellationToken.None);
        await TouchAsync(runtime, 0, Crowd);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await TouchAsync(runtime, Crowd, 2 * Crowd);
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Crowd;
    }

    private static async Task TouchAsync(MonitorRuntime runtime, int from, int to)
    {
        var schema = new Schema([Monitoring.Observations.Channel.Number("value")]);
        await using var source = new TouchSource(runtime.Plans.Directory, schema, to, from, to);
        await runtime.RunAsync([source], CancellationToken.None);
    }
}
