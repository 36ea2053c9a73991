using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;

namespace StreamAe.Host.Api.Live;

/// <summary>A training that ended.</summary>
internal sealed record TrainingView(string Monitor, string Entity, int Version, TrainingVerdict Verdict, string Detail, DateTimeOffset At)
{
    public static TrainingView Of(string monitor, TrainingEvent training, DateTimeOffset at) =>
        new(monitor, training.Entity, training.Result.Version, training.Result.Verdict, training.Result.Detail, at);
}
