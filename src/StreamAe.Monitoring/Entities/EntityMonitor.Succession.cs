using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Entities;

/// <content>
/// An entity of a monitor that was edited: other features, another window, another kind of model. Its models mean nothing to the rows as they
/// are now, and its rows nothing to a new model. So it begins anew, with the same key and the numbers going on, and until it has a model the
/// entity as it was, its predecessor, judges. Both see every row: what the predecessor refuses is refused.
/// </content>
public sealed partial class EntityMonitor
{
    // Null but after an edit, until this one takes over.
    private Predecessor? _predecessor;

    /// <summary>The entity as the monitor was before it was edited, where it still judges; else null.</summary>
    internal EntityMonitor? Predecessor => _predecessor?.Entity;

    /// <summary>
    /// Its next row can be its own to judge: it has a model, and where the predecessor had one of its own, so has it, or its training found
    /// the cohort's to be as good. Asked before a row is prepared; where it is true, and all rows before were judged, <see cref="TakeOver"/>
    /// follows.
    /// </summary>
    internal bool IsReadyToTakeOver =>
        _history.Count + 1 >= _plan.SpanRows && (_own is not null || (_plan.Cohort is not null && !AwaitsOwn));

    private bool AwaitsOwn =>
        _plan.Definition.Training.Own
        && _predecessor!.Entity is { _own: not null } former
        && (_state.LastVersion <= former._state.LastVersion || _state.FailedTrainings > 0);

    /// <summary>An entity under a new plan, which the entity as it was under another serves until it has a model.</summary>
    /// <param name="former">Every row of it was judged. Not used by anyone else from now on.</param>
    internal static EntityMonitor Succeed(MonitorPlan plan, EntityMonitor former)
    {
        EntityState was = former._state;
        var successor = new EntityMonitor(plan, former.Key, new EntityState
        {
            Observations = was.Observations,
            LastEventTime = was.LastEventTime,
            UsualInterval = was.UsualInterval,
            NextTraining = was.Observations + plan.Definition.Training.MinRows,
            LastVersion = was.LastVersion,
            AppliedRequest = was.AppliedRequest,
            FirstRow = was.Observations,
        })
        {
            Source = former.Source,
        };
        successor._history.BeginAt(was.Observations);
        successor._predecessor = new Predecessor(former, plan);
        if (former.Champion is null)
        {
            successor.TakeOver();
        }

        return successor;
    }

    /// <summary>Judges by itself from the next row on. What was going on goes on: alerts, cooldowns, what operators said.</summary>
    internal void TakeOver()
    {
        EntityState was = _predecessor!.Entity._state;
        _state.Rejected = was.Rejected;
        _state.Anomalies = was.Anomalies;
        _state.Alerts = was.Alerts;
        _state.CooldownUntil = was.CooldownUntil;
        _state.EpisodeStart = was.EpisodeStart;
        _state.RecentAnomalies = was.RecentAnomalies;
        _state.FeedbackMargin = was.FeedbackMargin;
        _predecessor.Entity.Leave();
        _predecessor = null;
    }

    /// <summary>A row's values as the predecessor takes them: valid until the next call.</summary>
    internal ReadOnlySpan<float> FormerValuesOf(ReadOnlySpan<float> values) => _predecessor!.ValuesOf(values);

    /// <summary>Takes in a row that the predecessor has taken in and judges.</summary>
    internal void Learn(long eventTime, ReadOnlySpan<float> values)
    {
        Span<float> encoded = _predecessor!.Encoded;
        if (eventTime <= _state.LastEventTime && Refuses(eventTime) is not null)
        {
            // By the rules as they are now it is refused. Its number is taken: a row must stand for it, which nothing is learned from.
            long sequence = _state.Observations++;
            Span<float> kept = _history.Append(eventTime, out ReadOnlySpan<float> before);
            encoded.Fill(float.NaN);
            Fill(encoded, before, kept);
            _history.Mark(sequence, exclude: true);
            return;
        }

        PrepareTo(out _, eventTime, values, encoded, _predecessor.Row);
        _unjudged--;
        if (_plan.Memory.Channels is not null)
        {
            ScoreChannels(_plan.Encoder.IsCopy ? values : encoded, error: float.NaN);
        }
    }

    /// <summary>
    /// A training that compared nothing, for want of rows or because an operator's request came, is no reason to give up the predecessor's own
    /// model: the version it took counts as one from before.
    /// </summary>
    private void KeepWaiting(TrainingResult result)
    {
        if (_predecessor is not null && result.Verdict is (TrainingVerdict.TooFewRows or TrainingVerdict.Superseded))
        {
            ref EntityState former = ref _predecessor.Entity._state;
            former.LastVersion = Math.Max(former.LastVersion, result.Version);
        }
    }

    /// <summary>
    /// Takes note of what the predecessor said of a row that was learned: what is anomalous is no example, whoever found it so, until a lasting
    /// change makes it one.
    /// </summary>
    internal void Learn(in Verdict verdict)
    {
        VerdictFlags flags = verdict.Flags;
        if ((flags & VerdictFlags.Rejected) != 0)
        {
            return;
        }

        // A shift is told by an alert. A later one of a threshold that is still as high finds nothing more: no row of the shift is kept out.
        const VerdictFlags Shift = VerdictFlags.Shifted | VerdictFlags.Alert;
        if ((flags & Shift) == Shift || (flags & VerdictFlags.Drifted) != 0)
        {
            LastingChange.Include(_history, verdict.Sequence);
        }

        if ((flags & VerdictFlags.Maintenance) != 0)
        {
            _history.Mark(verdict.Sequence, exclude: true);
        }
        else if ((flags & (VerdictFlags.Anomalous | VerdictFlags.Shifted)) == VerdictFlags.Anomalous)
        {
            _history.Exclude(verdict.Sequence);
        }
    }

    /// <summary>The plan that a stored state is of, and the one whose models judge the entity; see <see cref="MonitorPlan.Identity"/>.</summary>
    /// <exception cref="InvalidDataException">Another version, or another length.</exception>
    public static (ulong Plan, ulong Judging) ReadPlans(ReadOnlySpan<byte> state)
    {
        EntityState.Read(state, out ulong plan, out ulong judging);
        return (plan, judging);
    }

    /// <summary>Puts a stored model into use, whichever of the two it is of; one of neither is of no use any more.</summary>
    /// <param name="find">See <see cref="PlanSet.Find"/>.</param>
    internal void Adopt(EntityModel model, Func<ulong, MonitorPlan?> find)
    {
        MonitorPlan? plan = find(model.Plan);
        if (ReferenceEquals(plan, _plan))
        {
            Promote(model);
        }
        else if (plan is not null && ReferenceEquals(plan, _predecessor?.Entity._plan))
        {
            _predecessor.Entity.Promote(model);
            _state.LastVersion = Math.Max(_state.LastVersion, model.Version);
        }
    }

    /// <summary>
    /// The one of the two that can judge, without the other: what a monitor that is edited once more, or put back, begins with. It goes on with
    /// the other's numbers.
    /// </summary>
    internal EntityMonitor SplitOff()
    {
        if (_predecessor is null)
        {
            return this;
        }

        EntityMonitor former = _predecessor.Entity;
        former._state.LastVersion = Math.Max(former._state.LastVersion, _state.LastVersion);
        former._state.AppliedRequest = Math.Max(former._state.AppliedRequest, _state.AppliedRequest);
        _predecessor = null;
        Leave();
        return former;
    }

    // Behind the state: that of the predecessor, how many of its rows follow (int32), and these, those that its next row is made with.
    private int PredecessorBytes =>
        _predecessor is null ? 0 : _predecessor.Entity.StateBytes + sizeof(int) + (_predecessor.Entity.KeptRows * _predecessor.Entity.RowBytes);

    private int KeptRows => Math.Min(_history.Count, _plan.SpanRows);

    private int RowBytes => _plan.Encoder.Count * sizeof(float);

    private void WritePredecessor(Span<byte> target)
    {
        if (_predecessor is null)
        {
            return;
        }

        EntityMonitor former = _predecessor.Entity;
        former.WriteState(target);
        target = target[former.StateBytes..];
        int rows = former.KeptRows;
        BinaryPrimitives.WriteInt32LittleEndian(target, rows);
        target = target[sizeof(int)..];
        for (long row = former._history.End - rows; row < former._history.End; row++)
        {
            MemoryMarshal.AsBytes(former._history.Row(row)).CopyTo(target);
            target = target[former.RowBytes..];
        }
    }

    /// <param name="stored">As <see cref="WritePredecessor"/> left it; empty for none.</param>
    private void RestorePredecessor(ReadOnlySpan<byte> stored, Func<ulong, MonitorPlan?> find)
    {
        if (stored.IsEmpty || find(ReadPlans(stored).Plan) is not MonitorPlan plan)
        {
            // None, or of a monitor that nobody remembers: it begins without.
            return;
        }

        if (stored.Length < plan.StateBytes + sizeof(int)
            || BinaryPrimitives.ReadInt32LittleEndian(stored[plan.StateBytes..]) is int rows
                && (rows < 0 || stored.Length != plan.StateBytes + sizeof(int) + ((long)rows * plan.Encoder.Count * sizeof(float))))
        {
            throw new InvalidDataException(
                $"What is stored of entity {Key} from before its monitor was edited, {stored.Length} bytes, does not fit. Start with a new data folder.");
        }

        EntityMonitor former = Restore(plan, Key, stored[..plan.StateBytes], find);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(stored[(plan.StateBytes + sizeof(int))..]);
        int count = values.Length / plan.Encoder.Count;
        former._state.FirstRow = former._state.Observations - count;
        former._history.BeginAt(former._state.FirstRow);
        for (; !values.IsEmpty; values = values[plan.Encoder.Count..])
        {
            values[..plan.Encoder.Count].CopyTo(former._history.Append(out _));
        }

        _predecessor = new Predecessor(former, _plan);
    }
}
