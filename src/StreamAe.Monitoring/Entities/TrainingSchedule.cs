using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// When an entity trains: by its count of observations, by event time, because verdicts asked for it, or at once because an operator did.
/// While trainings fail, only the count of observations since the last one says when the next begins.
/// </summary>
internal static class TrainingSchedule
{
    /// <summary>Retraining of many entities is spread over ± this share of the schedule.</summary>
    private const double Jitter = 0.1;

    /// <summary>
    /// A training that verdicts ask for begins at an observation whose number is a multiple of this, so that it does not depend on how
    /// many rows are judged at a time.
    /// </summary>
    private const int RequestRows = 64;

    /// <summary>A retry waits at most this many doublings of <c>training.minRows</c>.</summary>
    private const int MostDoublings = 6;

    /// <summary>Of <see cref="EntityState.NextTraining"/>: at the next observation, whatever it counts by.</summary>
    private const long Now = long.MinValue;

    /// <summary>The next observation is one at which a requested training may begin.</summary>
    public static bool IsAtRequests(in EntityState state) => state.Observations % RequestRows == 0;

    /// <summary>True where an observation at <paramref name="eventTime"/> should find a newly trained model.</summary>
    public static bool IsDue(in EntityState state, TrainingDefinition training, bool hasOwnModel, long eventTime)
    {
        if (!training.Own)
        {
            return false;
        }

        if (state.FailedTrainings > 0)
        {
            return state.Observations >= state.RetryFrom;
        }

        if (state.RequestedTrainings > 0 && IsAtRequests(state))
        {
            return true;
        }

        return !hasOwnModel || training.Growth is not null
            ? state.Observations >= state.NextTraining
            : eventTime >= state.NextTraining;
    }

    /// <summary>The next observation finds a training due, failures before or not.</summary>
    public static void Request(ref EntityState state)
    {
        state.NextTraining = Now;
        state.RetryFrom = 0;
    }

    /// <summary>An entity was stored under a schedule of never that is one now, or the other way round; one that shall train at once does.</summary>
    public static bool IsOfAnotherKind(in EntityState state, TrainingDefinition training) =>
        state.NextTraining != Now && (state.NextTraining == long.MaxValue) == training.IsRepeated;

    /// <summary>
    /// Takes note of how a training ended. After the k-th failure in a row the next begins minRows · 2ᵏ⁻¹ observations later, ± 10 % by entity
    /// and version, k at most 7: what made many fail at once does not make all try again at once. One that found too few rows, or no better
    /// model, did not fail.
    /// </summary>
    public static void Count(ref EntityState state, TrainingDefinition training, string key, TrainingVerdict verdict)
    {
        if (verdict is not (TrainingVerdict.Failed or TrainingVerdict.Diverged))
        {
            state.FailedTrainings = 0;
            return;
        }

        double wait = training.MinRows * (double)(1 << Math.Min(state.FailedTrainings, MostDoublings));
        state.FailedTrainings++;
        state.RetryFrom = state.Observations + Math.Max(1, (long)(wait * JitterOf(state, key)));
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

        double jitter = JitterOf(state, key);
        state.NextTraining = training switch
        {
            { Growth: double growth } => state.Observations + Math.Max(1, (long)((growth - 1) * state.Observations * jitter)),
            { Every: TimeSpan every } => state.LastEventTime + (long)(every.Ticks * jitter),
            _ => long.MaxValue,
        };
    }

    private static double JitterOf(in EntityState state, string key)
    {
        double unit = (StableHash.Of(key, (ulong)state.LastVersion) >> 11) * (1.0 / (1UL << 53));
        return 1 + (Jitter * ((2 * unit) - 1));
    }
}
