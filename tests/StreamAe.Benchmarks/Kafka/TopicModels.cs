using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Arena;

namespace StreamAe.Benchmarks.Kafka;

/// <summary>Entities that come with a model of their own, as if they had been trained before.</summary>
internal sealed class TopicModels : IEntityLoader
{
    private const int Different = 4096;

    private readonly MonitorPlan _plan;
    private readonly ModelArena _models;
    private readonly FeatureScaler _scaler = new(new float[TopicLoad.Fields], [.. Enumerable.Repeat(1f, TopicLoad.Fields)], 10);

    // Untrained models of values from −2 to 2: about one row in a thousand is anomalous.
    private readonly ScoreCalibration _calibration = ScoreCalibration.Fit([.. Enumerable.Range(1, 1000).Select(i => 0.5f + (2.2f * i / 1000))]);
    private int _created;

    public TopicModels(MonitorPlan plan)
    {
        _plan = plan;
        _models = SyntheticModels.Create(plan.Architecture, Different);
    }

    public EntityMonitor Create(string key)
    {
        var monitor = new EntityMonitor(_plan, key);
        float[] parameters = _models.Parameters(Interlocked.Increment(ref _created) % Different).ToArray();
        monitor.Promote(new EntityModel(1, ModelOrigin.Own, _scaler, parameters, _calibration, 0, 1000, 1) { Plan = _plan.Identity });
        return monitor;
    }

    public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EntityMonitor?>>([.. keys.Select(Create)]);

    public ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
