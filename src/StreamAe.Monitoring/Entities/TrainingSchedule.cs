using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Entities;

/// <summary>When an entity trains: by its count of observations, by event time, or because verdicts asked for it.</summary>
internal static class TrainingSchedule
{
    /// <summary>Retraining of many entities is spread over ± this share of the schedule.</summary>
    private const double Jitter = 0.1;

    /// <summary>
    /// A training that verdicts ask for begins at an observation whose number is a multiple of this, so that it does not depend on how
    /// many rows are judged at a time.
    /// </summary>
    private const int RequestRows = 64;

    /// <summary>The next observation is one at which a requested training may begin.</summary>
    public static bool IsAtRequests(in EntityState state) => state.Observations % RequestRows == 0;

    /// <summary>True where an observation at <paramref name="eventTime"/> should find a newly trained model.</summary>
    public static bool IsDue(in EntityState state, TrainingDefinition training, bool hasOwnModel, long eventTime)
    {
        if (state.RequestedTrainings > 0 && IsAtRequests(state))
        {
            return true;
        }

        return !hasOwnModel || training.Growth is not null
            ? state.Observations >= state.NextTraining
            : eventTime >= state.NextTraining;
    }

    /// <summary>Sets when the next is due; what was asked for is done.</summary>
    public static void Begin(ref EntityState state, TrainingDefinition training, string key, bool hasOwnModel)
    {
        state.RequestedTrainings = 0;
        if (!hasOwnModel)
        {
            state.NextTraining = state.Observations + training.MinRows;
            return;
        }

        double unit = (StableHash.Of(key, (ulong)state.LastVersion) >> 11) * (1.0 / (1UL << 53));
        double jitter = 1 + (Jitter * ((2 * unit) - 1));
        state.NextTraining = training switch
        {
            { Growth: double growth } => state.Observations + Math.Max(1, (long)((growth - 1) * state.Observations * jitter)),
            { Every: TimeSpan every } => state.LastEventTime + (long)(every.Ticks * jitter),
            _ => long.MaxValue,
        };
    }
}
