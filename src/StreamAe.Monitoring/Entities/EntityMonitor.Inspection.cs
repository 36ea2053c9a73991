using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Coding;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Entities;

/// <content>What there is to see of an entity, without changing it.</content>
public sealed partial class EntityMonitor
{
    /// <summary>Ticks of event time from the newest row its own model learned from to the newest it has seen; null where it has none of its own.</summary>
    internal long? ModelAge => _own is { Model.Origin: ModelOrigin.Own } own && _state.LastEventTime != long.MinValue
        ? _state.LastEventTime - own.Model.TrainedThrough
        : null;

    /// <summary>Its figures. Where the monitor was edited and the entity as it was still judges, they are that one's.</summary>
    public EntityFigures Inspect()
    {
        EntityMonitor judging = Predecessor ?? this;
        EntityState state = judging._state;
        return new EntityFigures(
            Key,
            _state.Observations,
            state.Rejected,
            state.Anomalies,
            state.Alerts,
            _state.LastEventTime == long.MinValue ? null : _state.LastEventTime,
            judging.Champion?.Model,
            judging.Champion is ResidentModel model ? judging.InspectThreshold(model) : null,
            _state.UsualInterval,
            _history.Count,
            _state.FailedTrainings,
            IsFormer: Predecessor is not null,
            state.CooldownUntil > _state.LastEventTime ? state.CooldownUntil : null);
    }

    /// <summary>Its newest rows and what its model makes of them; null where no model judges it, or too few rows are held to make one.</summary>
    /// <param name="max">Most rows.</param>
    public InspectedRows? InspectRows(IScorer scorer, int max)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        if (Predecessor is EntityMonitor judging)
        {
            return judging.InspectRows(scorer, max);
        }

        if (ScaleHeld(max) is not (long first, float[] rows) || Champion is not ResidentModel model)
        {
            return null;
        }

        int count = rows.Length / _plan.Architecture.RowStride, stride = _plan.Architecture.RowStride;
        int[] slots = new int[count];
        Array.Fill(slots, model.Slot);
        float[] reconstructions = new float[rows.Length], errors = new float[count], divergences = new float[count];
        scorer.Score(_plan.Arena, new ScoreBatch(slots, rows, reconstructions, errors, divergences));
        var table = new InspectionTable(_plan, model, count);
        var prepared = new PreparedRow(PrepareStatus.Ready, 0, 0, 0, 0, StuckValues.None, LateRows.None, model.Slot, model);
        for (int i = 0; i < count; i++)
        {
            var scored = new ScoredRow(
                _history.Row(first + i), rows.AsSpan(i * stride, stride), reconstructions.AsSpan(i * stride, stride), errors[i], divergences[i]);
            table.Take(i, prepared, scored, Drift);
        }

        return new InspectedRows(first, PageTimes(first, count), ExcludedFrom(first, count), table.Features, _plan.Memory.Removal is not null);
    }

    /// <summary>Where its newest rows lie in the latent space of its model; null as <see cref="InspectRows"/>.</summary>
    public InspectedCodes? InspectCodes(int max)
    {
        if (Predecessor is EntityMonitor judging)
        {
            return judging.InspectCodes(max);
        }

        if (ScaleHeld(max) is not (long first, float[] rows) || Champion is not ResidentModel model)
        {
            return null;
        }

        Architecture architecture = _plan.Architecture;
        int count = rows.Length / architecture.RowStride, latent = architecture.Latent;
        int[] slots = new int[count];
        Array.Fill(slots, model.Slot);
        float[] codes = new float[count * latent];
        bool isGaussian = architecture.LatentKind == LatentKind.Gaussian;
        float[] logVariances = isGaussian ? new float[count * latent] : [];
        LatentCoder.Encode(_plan.Arena, slots, rows, codes, logVariances);
        (double[] x, double[] y, bool arePrincipal) = LatentMap.Of(codes, latent);
        return new InspectedCodes(
            first, PageTimes(first, count), x, y, arePrincipal, isGaussian ? LatentMap.Divergences(codes, logVariances, latent) : []);
    }

    private ThresholdFigures InspectThreshold(ResidentModel model)
    {
        ModelDigest digest = DigestOf(model);
        int version = digest.Origin == ModelOrigin.Cohort ? -digest.Version : digest.Version;

        // A factor belongs to the model whose scores it was learned of.
        float factor = _state.JudgedVersion == version ? _state.ThresholdFactor : 1;
        ThresholdInForce inForce = FindThreshold(model);
        ThresholdRule rule = Override ?? _plan.Threshold.Rule;
        ThresholdOverride? set = _plan.Threshold.Overrides.Find(Key, _plan.Schema.ToString());
        if (inForce.IsMaintenance)
        {
            return new ThresholdFigures(null, null, rule, set, factor, _state.FeedbackMargin);
        }

        float score = inForce.Adapts ? inForce.Score * factor : inForce.Score;
        float surprise = _plan.Memory.Channels is null ? digest.Surprise(score, _plan.DifferenceCount) : score;
        return new ThresholdFigures(score, surprise, rule, set, factor, _state.FeedbackMargin);
    }

    /// <summary>The newest held rows as the model scores them: the sequence of the first, and [n × RowStride].</summary>
    private (long First, float[] Rows)? ScaleHeld(int max)
    {
        long oldest = _history.End - _history.Count + _plan.SpanRows - 1;
        long first = Math.Max(oldest, _history.End - max);
        if (Champion is not ResidentModel model || first >= _history.End)
        {
            return null;
        }

        int stride = _plan.Architecture.RowStride;
        float[] rows = new float[(int)(_history.End - first) * stride];
        ModelDigest digest = DigestOf(model);
        for (long number = first; number < _history.End; number++)
        {
            ScaledRow.Fill(_plan, _history, in digest, number, _history.Row(number), rows.AsSpan((int)(number - first) * stride, stride));
        }

        return (first, rows);
    }

    private long[] PageTimes(long first, int count)
    {
        long[] times = new long[count];
        for (int i = 0; i < count; i++)
        {
            times[i] = _history.PageTime(first + i);
        }

        return times;
    }

    private bool[] ExcludedFrom(long first, int count)
    {
        bool[] excluded = new bool[count];
        for (int i = 0; i < count; i++)
        {
            excluded[i] = _history.IsExcluded(first + i);
        }

        return excluded;
    }
}
