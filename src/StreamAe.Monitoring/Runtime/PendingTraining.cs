using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A training waiting for a worker.</summary>
internal sealed record PendingTraining(Shard Shard, int Entity, EntityMonitor Monitor, TrainingRequest Request);
