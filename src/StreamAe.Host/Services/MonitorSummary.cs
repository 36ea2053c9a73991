using System.Text.Json.Serialization;

namespace StreamAe.Host.Services;

/// <summary>What one monitor did.</summary>
/// <param name="Source">Of the configuration.</param>
/// <param name="Events">Observations committed since the start.</param>
/// <param name="TotalEvents">Since the data folder was begun.</param>
/// <param name="Alerts">Raised since the start.</param>
/// <param name="Models">Put in use since the start, the cohort's included.</param>
/// <param name="Trainings">Ended since the start.</param>
/// <param name="FailedTrainings">Of these, failed or diverged.</param>
/// <param name="Positions">By file or stream: where reading continues.</param>
internal sealed record MonitorSummary(
    string Monitor,
    string Source,
    long Events,
    long TotalEvents,
    long Alerts,
    long Models,
    long Trainings,
    long FailedTrainings,
    IReadOnlyDictionary<string, long> Positions)
{
    /// <summary>Event time, ticks, of about the newest observation since the start: of the last one of a poll. Null before the first.</summary>
    [JsonIgnore]
    public long? NewestEventTime { get; init; }
}
