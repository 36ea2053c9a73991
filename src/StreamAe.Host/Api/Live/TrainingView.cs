using StreamAe.Monitoring.Training;

namespace StreamAe.Host.Api.Live;

/// <summary>A training that ended.</summary>
internal sealed record TrainingView(string Monitor, string Entity, int Version, TrainingVerdict Verdict, string Detail, DateTimeOffset At);
