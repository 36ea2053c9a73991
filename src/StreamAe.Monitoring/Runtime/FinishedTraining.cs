using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A training's outcome on its way back to the shard that owns the entity.</summary>
internal sealed record FinishedTraining(int Entity, EntityMonitor Monitor, TrainingResult Result);
