using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// One entity of a monitor: its state, its rows, its model. <see cref="Prepare"/> and <see cref="Judge"/> are pure transitions of it —
/// no clock, no I/O, no randomness — so a replay gives the same verdicts and every runtime the same as another.
/// Prepare depends on earlier observations only, never on a verdict: any number of observations may be prepared and scored in one call,
/// then judged in order. Not safe for concurrent use: one shard (or grain) owns it.
/// </summary>
public sealed partial class EntityMonitor
{
    private readonly MonitorPlan _plan;
    private readonly RowHistory _history;
    private readonly float _smoothingRate;
    private ResidentModel? _own;

    // Of the own model: known here, an event need not ask the model's object, one more miss, where it is.
    private int _ownDigest;

    // Where in the plan's memory it remembers what the state does not hold.
    private int _memory = EntityMemory.NoSlot;

    // Observations that were prepared and not judged yet.
    private int _unjudged;
    private readonly bool _retrainsOnShift;

    // What operators have set, and what of it is for this entity: looked up once for every change of theirs.
    private ThresholdOverrides _overrides = ThresholdOverrides.None;
    private ThresholdRule? _override;
    private EntityState _state;

    public EntityMonitor(MonitorPlan plan, string key)
        : this(plan, key, new EntityState())
    {
        _state.NextTraining = plan.Definition.Training.MinRows;
    }

    private EntityMonitor(MonitorPlan plan, string key, EntityState state)
    {
        _plan = plan;
        Key = key;
        _state = state;
        _history = new RowHistory(plan.HistoryPages, plan.Encoder.Count, Math.Max(plan.Definition.Training.HistoryRows, plan.SpanRows));
        _smoothingRate = ScoreSmoothing.RateOf(plan.Definition.Score.Smoothing);
        _retrainsOnShift = !plan.Adaptation.IsOff && plan.Definition.Training.IsRepeated;
        _watchesDrift = plan.Memory.WatchesDrift;
    }

    public string Key { get; }

    public MonitorPlan Plan => _plan;

    public RowHistory History => _history;

    /// <summary>The entity's own model, or null while the cohort's serves it.</summary>
    public ResidentModel? Own => _own;

    public ResidentModel? Champion => _own ?? _plan.Cohort;

    /// <summary>0 where it has no model of its own.</summary>
    internal int OwnVersion => _own is { Model.Origin: ModelOrigin.Own } own ? own.Model.Version : 0;

    /// <summary>Observations taken in so far.</summary>
    public long Observations => _state.Observations;

    /// <summary>Observations refused so far.</summary>
    public long Rejected => _state.Rejected;

    public long Alerts => _state.Alerts;

    /// <summary>Ticks; <see cref="long.MinValue"/> before the first observation.</summary>
    public long LastEventTime => _state.LastEventTime;

    /// <summary>
    /// The next observation may be prepared only when all before it were judged: a training that verdicts ask for could be due at it.
    /// </summary>
    internal bool AwaitsVerdicts => _unjudged > 0 && (_retrainsOnShift || _watchesDrift) && TrainingSchedule.IsAtRequests(_state);

    /// <summary>A training was asked for and has not come back yet.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>Where its last row came from; null where sources have no owners.</summary>
    internal string? Source { get; set; }

    /// <summary>The poll in which a training changed it last; 0 for none.</summary>
    internal long ChangedIn { get; set; }

    /// <summary>Gives back the memory it holds in arenas; it is not used any more.</summary>
    internal void Leave()
    {
        _history.Release();
        _own?.Retire();
        _own = null;
        _plan.Memory.Leave(ref _memory);
        _predecessor?.Entity.Leave();
    }

    /// <summary>
    /// Takes an observation in: checks its time, encodes, fills and scales it.
    /// </summary>
    /// <param name="values">[channels], NaN where missing.</param>
    /// <param name="encoded">[EncodedFloats] written: encoded features, NaN where missing, then what was seasonal of those with a season.</param>
    /// <param name="row">[RowStride] written where the status is <see cref="PrepareStatus.Ready"/>.</param>
    public PreparedRow Prepare(long eventTime, ReadOnlySpan<float> values, Span<float> encoded, Span<float> row)
    {
        PrepareTo(out PreparedRow prepared, eventTime, values, encoded, row);
        if (_plan.Encoder.IsCopy)
        {
            values.CopyTo(encoded);
        }

        return prepared;
    }

    /// <summary>
    /// The same, written where the caller keeps it; and where encoding is but copying, the values stand for the encoded features, which are
    /// not written then.
    /// </summary>
    internal void PrepareTo(out PreparedRow prepared, long eventTime, ReadOnlySpan<float> values, Span<float> encoded, Span<float> row)
    {
        ref EntityState state = ref _state;
        _unjudged++;
        float late = _plan.Memory.SeesLateRows ? WatchLate(eventTime) : LateRows.None;
        if (eventTime <= state.LastEventTime && Refuses(eventTime) is PrepareStatus refusal)
        {
            state.Rejected++;
            prepared = new PreparedRow(refusal, state.Observations, eventTime, 0, 0, StuckValues.None, late, 0, null);
            return;
        }

        MonitorPlan plan = _plan;
        long sequence = state.Observations++;
        bool isCopy = plan.Encoder.IsCopy;
        if (!isCopy)
        {
            Encode(eventTime, values, encoded);
        }

        float silence = UsualInterval.Update(ref state, plan.SilenceFactor, eventTime);
        state.LastEventTime = Math.Max(state.LastEventTime, eventTime);

        Span<float> kept = _history.Append(eventTime, out ReadOnlySpan<float> before);
        int missing = Fill(isCopy ? values : encoded, before, kept);
        int stuck = plan.Memory.Stuck is null ? StuckValues.None : WatchStuck(plan.Memory.Stuck, sequence, values);
        ResidentModel? model = Champion;
        PrepareStatus status = PrepareStatus.Ready;
        int slot = 0;
        if (missing > plan.MaxMissing)
        {
            _history.Mark(sequence, exclude: true);
            status = PrepareStatus.TooSparse;
            model = null;
        }
        else if (model is null || sequence + 1 - _history.Begin < plan.SpanRows)
        {
            status = PrepareStatus.Learning;
            model = null;
        }
        else
        {
            ModelDigest digest = DigestOf(model);
            slot = digest.Slot;
            ScaledRow.Fill(plan, _history, in digest, sequence, kept, row);
        }

        prepared = new PreparedRow(status, sequence, eventTime, missing, silence, stuck, late, slot, model);
    }

    private void Encode(long eventTime, ReadOnlySpan<float> values, Span<float> encoded)
    {
        long lastEventTime = _state.LastEventTime;
        _plan.Encoder.Encode(values, eventTime, lastEventTime, encoded);
        _plan.Memory.History?.Encode(values, eventTime, lastEventTime, _plan.Memory.HistoryOf(ref _memory), encoded);
        _plan.Memory.Removal?.Remove(eventTime, _plan.Memory.Season(ref _memory), encoded);
    }

    /// <summary>
    /// Decides about a prepared observation. Rows without a score (learning, too sparse) go through <see cref="JudgeUnscored"/>.
    /// </summary>
    /// <param name="explain">Rank the contributing features even where the row is not anomalous.</param>
    /// <param name="verdict">Written, but for entity and position, which the runtime knows.</param>
    /// <returns>An alert where the policy lets one through.</returns>
    public Alert? Judge(in PreparedRow prepared, in ScoredRow scored, bool explain, ref Verdict verdict)
    {
        _unjudged--;
        ModelDigest model = DigestOf(prepared.Model!);
        BeginModel(prepared.Model!, in model);
        float error = ErrorOf(prepared, scored);
        bool hasChannels = _plan.Memory.Channels is not null;
        float score = hasChannels
            ? ScoreChannels(scored.Encoded, UnexpectedOf(prepared.Model!, scored))
            : _plan.Memory.Tails is TailScores tails ? ScoreTails(tails, prepared, scored)
            : Smooth(_plan.ScoreOf(error, scored.KlDivergence, scored.ReconstructionProbability));

        verdict.Sequence = prepared.Sequence;
        verdict.EventTime = prepared.EventTime;
        verdict.ModelVersion = model.Version;
        verdict.ReconstructionError = error;
        verdict.KlDivergence = scored.KlDivergence;
        verdict.Score = score;
        ThresholdInForce inForce = _plan.Threshold.IsOfModel && _state.FeedbackMargin == 0
            ? new ThresholdInForce(model.Threshold, _plan.Threshold.AskedShare, Adapts: true)
            : FindThreshold(prepared.Model!);
        float threshold = inForce.Adapts ? inForce.Score * _state.ThresholdFactor : inForce.Score;
        verdict.Threshold = threshold;
        verdict.Surprise = hasChannels ? score : model.Surprise(score, _plan.DifferenceCount);
        verdict.Flags = VerdictFlags.Scored
            | (score > threshold || IsUnreleased(verdict.Surprise, threshold, model, hasChannels) ? VerdictFlags.Anomalous : 0)
            | (model.Origin == ModelOrigin.Cohort ? _plan.CohortFlag : 0)
            | (prepared.Missing > 0 ? VerdictFlags.Imputed : 0)
            | (IsRepeated(prepared, score) ? VerdictFlags.Repeated : 0);
        if (_watchesDrift)
        {
            WatchDrift(scored, ref verdict);
        }

        if (explain || verdict.IsAnomalous || prepared.SilenceRatio > 0 || prepared.Stuck >= 0 || prepared.Late > 0)
        {
            verdict.Top = Explanation.Rank(_plan, prepared, scored, Drift);
        }
        else
        {
            verdict.Top = TopFeatures.None;
        }

        if (_plan.Memory.LearnsExcess && !verdict.IsAnomalous)
        {
            new ExcessTail(_plan.Memory.Excess(ref _memory)).Learn(score);
        }

        AlertKind? kind = AlertPolicy.Apply(_plan, _history, ref _state, prepared, inForce, ref verdict);
        if (kind == AlertKind.Shift && _own is not null && _retrainsOnShift)
        {
            _state.RequestedTrainings++;
        }

        if (kind is null)
        {
            return null;
        }

        IReadOnlyList<FeatureContribution> features =
            FeaturesOf(kind.Value, prepared, Explanation.Describe(_plan, prepared, scored, verdict.Top, Drift));
        Alert alert = AlertPolicy.Create(this, _state, kind.Value, prepared, inForce, verdict, features);
        return kind == AlertKind.Score ? alert with { CohortSurprise = CohortSurpriseOf(prepared, scored) } : InTheEntitysTime(alert, prepared);
    }

    private IReadOnlyList<FeatureContribution> FeaturesOf(AlertKind kind, in PreparedRow prepared, IReadOnlyList<FeatureContribution> ranked) => kind switch
    {
        AlertKind.Late => LateFeatures(prepared),
        AlertKind.Stuck => StuckFeatures(prepared),
        _ => ranked,
    };

    /// <summary>The verdict of an observation that no model scored; a silence before it is still reported.</summary>
    /// <param name="encoded">[EncodedFloats] as <see cref="Prepare"/> wrote it.</param>
    public Alert? JudgeUnscored(in PreparedRow prepared, ReadOnlySpan<float> encoded, ref Verdict verdict)
    {
        _unjudged--;
        if (prepared.Status == PrepareStatus.Learning && _plan.Memory.Channels is not null)
        {
            ScoreChannels(encoded, error: float.NaN);
        }

        verdict.Sequence = prepared.Sequence;
        verdict.EventTime = prepared.EventTime;
        verdict.ModelVersion = 0;
        verdict.ReconstructionError = verdict.KlDivergence = verdict.Score = verdict.Threshold = verdict.Surprise = float.NaN;
        verdict.Top = TopFeatures.None;
        verdict.Flags = prepared.Status switch
        {
            PrepareStatus.Late or PrepareStatus.RepeatedTime => VerdictFlags.Rejected,
            PrepareStatus.TooSparse => VerdictFlags.TooSparse | VerdictFlags.Imputed,
            _ => VerdictFlags.None,
        };
        if (verdict.Flags.HasFlag(VerdictFlags.Rejected))
        {
            return JudgeRefused(prepared, ref verdict);
        }

        if (prepared.SilenceRatio == 0 && prepared.Stuck == StuckValues.None && prepared.Late == LateRows.None && !IsInMaintenance)
        {
            if (prepared.Status == PrepareStatus.Learning)
            {
                // An ordinary row ends an episode, whether or not there is a model yet.
                _state.RecentAnomalies = (_state.RecentAnomalies << 1) & _plan.AlertWindow;
            }

            return null;
        }

        verdict.Surprise = 0;
        ThresholdInForce inForce = IsInMaintenance ? ThresholdInForce.Maintenance : ThresholdInForce.None;
        AlertKind? kind = AlertPolicy.Apply(_plan, _history, ref _state, prepared, inForce, ref verdict);
        return kind is null
            ? null
            : InTheEntitysTime(AlertPolicy.Create(this, _state, kind.Value, prepared, inForce, verdict, FeaturesOf(kind.Value, prepared, [])), prepared);
    }

    /// <summary>
    /// True where an observation at <paramref name="eventTime"/> should find a newly trained model: ask before preparing it, and where the entity
    /// <see cref="AwaitsVerdicts"/>, after judging.
    /// </summary>
    public bool IsTrainingDue(long eventTime)
    {
        return !IsTraining && TrainingSchedule.IsDue(_state, _plan.Definition.Training, _own is not null, eventTime);
    }

    /// <summary>Copies what a training needs; every row so far must have been judged. <see cref="CompleteTraining"/> ends it.</summary>
    public TrainingRequest BeginTraining()
    {
        IsTraining = true;
        (float[] rows, bool[] excluded) = _history.Copy();
        return new TrainingRequest(
            _plan,
            Key,
            [new TrainingSegment(rows, excluded)],
            _state.LastVersion + 1,
            ModelOrigin.Own,
            StableHash.Of(Key, _plan.Definition.Training.Seed + (ulong)_state.LastVersion),
            _state.LastEventTime,
            Champion?.Model)
        {
            UnseenRows = UnseenRowsOf(Champion?.Model),
        };
    }

    /// <summary>Takes the outcome of a training: promotes the model where it was found better, and sets when the next is due.</summary>
    /// <returns>The outcome, or what it is worth after what operators asked for meanwhile.</returns>
    public TrainingResult CompleteTraining(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        IsTraining = false;
        result = WorthOf(result);
        _state.LastVersion = Math.Max(_state.LastVersion, result.Version);
        KeepWaiting(result);
        TrainingSchedule.Count(ref _state, _plan.Definition.Training, Key, result.Verdict);
        if (result.Model is not null)
        {
            Promote(result.Model);
        }

        TrainingSchedule.Begin(ref _state, _plan.Definition.Training, Key, _own is not null);
        AfterTraining();
        return result;
    }

    /// <summary>Puts a model into use from the next observation on.</summary>
    public void Promote(EntityModel model)
    {
        ResidentModel resident = _plan.MakeResident(model);
        _own?.Retire();
        _own = resident;
        _ownDigest = resident.DigestSlot;
        _state.LastVersion = Math.Max(_state.LastVersion, model.Version);
        if (TrainingSchedule.IsOfAnotherKind(_state, _plan.Definition.Training))
        {
            TrainingSchedule.Begin(ref _state, _plan.Definition.Training, Key, _own is not null);
        }
    }

    /// <summary>Bytes that <see cref="WriteState"/> writes for the entities of any monitor, at least.</summary>
    public static int LeastStateBytes => EntityState.Bytes;

    /// <summary>Bytes that <see cref="WriteState"/> writes.</summary>
    public int StateBytes => _plan.StateBytes + PredecessorBytes;

    /// <summary>Writes <see cref="StateBytes"/>.</summary>
    public void WriteState(Span<byte> target)
    {
        _state.Write(target, _plan.Identity, (_predecessor?.Entity ?? this)._plan.Identity);
        _plan.Memory.Write(_memory, target[EntityState.Bytes.._plan.StateBytes]);
        WritePredecessor(target[_plan.StateBytes..]);
    }

    /// <summary>Its seasonal profiles; empty where nothing is taken away.</summary>
    internal float[] CopySeason() => _plan.Memory.Removal is null ? [] : _plan.Memory.Season(ref _memory).ToArray();

    /// <summary>What the features of its history remember; empty where there are none.</summary>
    internal float[] CopyHistory() => _plan.Memory.History is null ? [] : _plan.Memory.HistoryOf(ref _memory).ToArray();

    /// <summary>The observations that an entity as it was stored had taken in and refused.</summary>
    /// <exception cref="InvalidDataException">Another version, or another length.</exception>
    public static (long Observations, long Rejected) ReadCounts(ReadOnlySpan<byte> state)
    {
        EntityState read = EntityState.Read(state);
        return (read.Observations, read.Rejected);
    }

    /// <summary>An entity as it was stored; pages and model follow through <see cref="History"/> and <see cref="Promote"/>.</summary>
    public static EntityMonitor Restore(MonitorPlan plan, string key, ReadOnlySpan<byte> state) => Restore(plan, key, state, find: null);

    /// <param name="find">Finds the plan of what is stored behind the state, see <see cref="PlanSet.Find"/>; null where nothing may be.</param>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    internal static EntityMonitor Restore(MonitorPlan plan, string key, ReadOnlySpan<byte> state, Func<ulong, MonitorPlan?>? find)
    {
        var monitor = new EntityMonitor(plan, key, EntityState.Read(state));
        if (state.Length < plan.StateBytes || (state.Length > plan.StateBytes && find is null))
        {
            throw new InvalidDataException(
                $"Stored entity state of {state.Length} bytes does not fit the monitor, whose entities have {plan.StateBytes}. Start with a new data folder.");
        }

        plan.Memory.Restore(ref monitor._memory, state[EntityState.Bytes..plan.StateBytes]);
        if (find is not null)
        {
            monitor.RestorePredecessor(state[plan.StateBytes..], find);
        }

        return monitor;
    }

    /// <summary>An entity of which the first so many observations are known to have been, and nothing else of them.</summary>
    internal static EntityMonitor BeginAt(MonitorPlan plan, string key, long observations)
    {
        var monitor = new EntityMonitor(plan, key);
        monitor._state.Observations = observations;
        monitor._history.BeginAt(observations);
        return monitor;
    }

    /// <summary>Call after the last stored page was put back.</summary>
    public void CompleteRestore() => _history.RestoreEnd(_state.Observations, _state.FirstRow);

    private PrepareStatus? Refuses(long eventTime)
    {
        DataDefinition data = _plan.Definition.Data;
        return eventTime < _state.LastEventTime
            ? data.LateTime == LateTimePolicy.Reject ? PrepareStatus.Late : null
            : data.RepeatedTime == RepeatedTimePolicy.Reject ? PrepareStatus.RepeatedTime : null;
    }

    private ModelDigest OwnDigest => new(_plan.Digests[_ownDigest]);

    private ModelDigest DigestOf(ResidentModel model) => ReferenceEquals(model, _own) ? OwnDigest : model.Digest;

    /// <summary>
    /// What is kept of the encoded features for windows and training: gaps filled unless they are masked. Returns how many were missing.
    /// </summary>
    private int Fill(ReadOnlySpan<float> encoded, ReadOnlySpan<float> before, Span<float> kept)
    {
        encoded = encoded[..kept.Length];
        return _plan.MasksMissing ? FillContext(encoded, before, kept) : MissingValues.FillForward(encoded, before, kept);
    }

    private int FillContext(ReadOnlySpan<float> encoded, ReadOnlySpan<float> before, Span<float> kept)
    {
        // Context is what the model is told, not what it judges: the last that is known holds.
        int features = _plan.ReconstructedCount;
        return MissingValues.FillForward(encoded[..features], [], kept)
            + MissingValues.FillForward(encoded[features..], before.IsEmpty ? [] : before[features..], kept[features..]);
    }

    /// <summary>[2·D] see <see cref="ResidualDrift"/>; empty where drift is not followed.</summary>
    private Span<float> Drift => _plan.Memory.Drift(_memory);

    /// <summary>
    /// Forgets what was learned of another model's scores. A mean begins where the model's scores usually are: one that began with the first
    /// score would make an alarm of a single odd one.
    /// </summary>
    private void BeginModel(ResidentModel resident, in ModelDigest model)
    {
        ref EntityState state = ref _state;

        // Cohort and entity count their versions apart: the sign tells them.
        int version = model.Origin == ModelOrigin.Cohort ? -model.Version : model.Version;
        if (state.JudgedVersion == version)
        {
            return;
        }

        state.JudgedVersion = version;
        state.SmoothedScore = resident.Model.Calibration.Median;
        state.ThresholdFactor = 1;
        if (_plan.Memory.FollowsDrift)
        {
            _plan.Memory.BeginDrift(ref _memory, resident.Model);
        }

        if (_plan.Memory.LearnsExcess)
        {
            new ExcessTail(_plan.Memory.Excess(ref _memory)).Begin(resident.Model.Calibration);
        }

        if (_watchesDrift)
        {
            _plan.Memory.Watch(ref _memory) = default;
        }

        _plan.Memory.Tails?.BeginModel(_plan.Memory.TailsOf(ref _memory));
    }
}
