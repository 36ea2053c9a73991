using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Runtime;

/// <summary>A training waiting for a worker.</summary>
/// <param name="Done">Called with its outcome on the worker's thread; not where the worker is stopped before it began or ended.</param>
internal sealed record PendingTraining(TrainingRequest Request, Action<TrainingResult> Done);
