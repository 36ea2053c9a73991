using System.Numerics;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Telemetry;

/// <summary>What committed polls of one monitor were, counted since the process started. Written by the committer's thread, read by any.</summary>
internal sealed class MonitorCounts
{
    /// <summary>Decades of probability that are told apart; what is more improbable counts with the last.</summary>
    public const int Decades = 6;

    private const VerdictFlags NoMarks = VerdictFlags.Scored | VerdictFlags.Alert | VerdictFlags.TooSparse | VerdictFlags.Rejected;

    private static readonly int Severities = Enum.GetValues<AlertSeverity>().Length;
    private static readonly int Kinds = Enum.GetValues<AlertKind>().Length;

    private readonly long[] _marks = new long[BitOperations.Log2((uint)Enum.GetValues<VerdictFlags>().Max()) + 1];
    private readonly long[] _decades = new long[Decades + 1];
    private readonly long[] _alerts = new long[Severities * Kinds];
    private readonly long[] _trainings = new long[Enum.GetValues<TrainingVerdict>().Length];
    private readonly long[] _requests = new long[Enum.GetValues<RequestVerdict>().Length];
    private readonly long[] _promoted = new long[Enum.GetValues<ModelOrigin>().Length];
    private long _scored;
    private long _sparse;
    private long _rejected;
    private long _events;

    public long Scored => Volatile.Read(ref _scored);

    /// <summary>Too many values were missing.</summary>
    public long Sparse => Volatile.Read(ref _sparse);

    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>No model was there.</summary>
    public long Unscored => Math.Max(0, Volatile.Read(ref _events) - Scored - Sparse - Rejected);

    /// <param name="mark">One flag.</param>
    public long Marked(VerdictFlags mark) => Volatile.Read(ref _marks[BitOperations.Log2((uint)mark)]);

    /// <summary>Scored events with at least this surprise.</summary>
    public long AtLeast(int surprise)
    {
        long sum = 0;
        for (int d = surprise; d <= Decades; d++)
        {
            sum += Volatile.Read(ref _decades[d]);
        }

        return sum;
    }

    public long Alerts(AlertSeverity severity, AlertKind kind) => Volatile.Read(ref _alerts[PlaceOf(severity, kind)]);

    public long Trainings(TrainingVerdict verdict) => Volatile.Read(ref _trainings[(int)verdict]);

    public long Requests(RequestVerdict verdict) => Volatile.Read(ref _requests[(int)verdict]);

    public long Promoted(ModelOrigin origin) => Volatile.Read(ref _promoted[(int)origin]);

    /// <summary>One thread.</summary>
    public void Observe(Poll poll)
    {
        CountVerdicts(poll.Verdicts);
        Add(ref _promoted[(int)ModelOrigin.Cohort], poll.CohortPromotions.Count);

        // By their numbers: an enumerator of the list would be allocated for every poll.
        for (int p = 0; p < poll.Parts.Count; p++)
        {
            ShardPart part = poll.Parts[p];
            foreach (Alert alert in part.Alerts)
            {
                Add(ref _alerts[PlaceOf(alert.Severity, alert.Kind)], 1);
            }

            foreach (TrainingEvent training in part.Trainings)
            {
                Add(ref _trainings[(int)training.Result.Verdict], 1);
            }

            foreach (RequestOutcome outcome in part.Requests)
            {
                Add(ref _requests[(int)outcome.Verdict], 1);
            }

            Add(ref _promoted[(int)ModelOrigin.Own], part.Promotions.Count);
        }
    }

    private void CountVerdicts(VerdictList verdicts)
    {
        long scored = 0, sparse = 0, rejected = 0;
        foreach (ref readonly Verdict verdict in verdicts)
        {
            VerdictFlags flags = verdict.Flags;
            if ((flags & VerdictFlags.Scored) != 0)
            {
                scored++;

                // Saturating: what is no number is 0.
                _decades[Math.Clamp((int)verdict.Surprise, 0, Decades)]++;
            }
            else if ((flags & VerdictFlags.Rejected) != 0)
            {
                rejected++;
            }
            else if ((flags & VerdictFlags.TooSparse) != 0)
            {
                sparse++;
            }

            for (uint marks = (uint)(flags & ~NoMarks); marks != 0; marks &= marks - 1)
            {
                _marks[BitOperations.TrailingZeroCount(marks)]++;
            }
        }

        Add(ref _scored, scored);
        Add(ref _sparse, sparse);
        Add(ref _rejected, rejected);
        Add(ref _events, verdicts.Count);
    }

    private static int PlaceOf(AlertSeverity severity, AlertKind kind) => ((int)severity * Kinds) + (int)kind;

    // One thread writes: no other needs to be kept out.
    private static void Add(ref long count, long more) => Volatile.Write(ref count, count + more);
}
