using System.Numerics;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Entities;

/// <summary>From anomalous rows to alerts: maintenance, shifts, silence, what is stuck, what comes late, m of n, cooldown, peaks, quiet hours; and what an anomaly changes in its entity.</summary>
internal static class AlertPolicy
{
    /// <summary>Why the row raises an alert; null where it raises none.</summary>
    /// <param name="threshold">What the score was compared with; <see cref="ThresholdInForce.None"/> where there was none.</param>
    /// <param name="verdict">What was decided by the score; flags and the surprise of a silence are written.</param>
    public static AlertKind? Apply(MonitorPlan plan, RowHistory history, ref EntityState state, in PreparedRow prepared, in ThresholdInForce threshold, ref Verdict verdict)
    {
        if (threshold.IsMaintenance)
        {
            // What is done to an entity says nothing of it: neither its rows nor its gaps.
            history.Mark(prepared.Sequence, exclude: true);
            state.RecentAnomalies = (state.RecentAnomalies << 1) & plan.AlertWindow;
            verdict.Flags |= VerdictFlags.Maintenance;
            return null;
        }

        bool hasShifted = threshold.Adapts && AdaptThreshold(plan, ref state, threshold.AskedShare, ref verdict);
        if (prepared.SilenceRatio > 0)
        {
            // A silence is as surprising as the threshold, and a decade more for every tenfold of the gap that makes one.
            double decades = Math.Log10(prepared.SilenceRatio / plan.SilenceFactor);
            verdict.Surprise = Math.Max(verdict.Surprise, (float)(plan.Threshold.AskedSurprise + decades));
            verdict.Flags |= VerdictFlags.Silence | VerdictFlags.Anomalous;
        }

        if (prepared.Stuck != StuckValues.None)
        {
            // Told when it begins, and for as long as it lasts.
            verdict.Flags |= VerdictFlags.Stuck;
            if (prepared.Stuck >= 0)
            {
                verdict.Surprise = Math.Max(verdict.Surprise, plan.Threshold.AskedSurprise);
                verdict.Flags |= VerdictFlags.Anomalous;
            }
        }

        if (prepared.Late != LateRows.None)
        {
            verdict.Flags |= VerdictFlags.Late;
            if (prepared.Late > 0)
            {
                verdict.Surprise = Math.Max(verdict.Surprise, plan.Threshold.AskedSurprise);
                verdict.Flags |= VerdictFlags.Anomalous;
            }
        }

        ulong before = state.RecentAnomalies;
        bool isAnomalous = verdict.IsAnomalous;
        state.RecentAnomalies = ((before << 1) | (isAnomalous ? 1UL : 0)) & plan.AlertWindow;
        AlertKind? kind = isAnomalous ? TakeAnomaly(plan, history, ref state, prepared, before, ref verdict) : null;
        return hasShifted ? TakeShift(history, ref state, ref verdict) : kind;
    }

    public static Alert Create(
        EntityMonitor entity,
        in EntityState state,
        AlertKind kind,
        in PreparedRow prepared,
        in ThresholdInForce threshold,
        in Verdict verdict,
        IReadOnlyList<FeatureContribution> features) => new(
        Alert.IdOf(entity.Plan.Definition.Name, entity.Key, verdict.Sequence, verdict.EventTime),
        entity.Plan.Definition.Name,
        entity.Key,
        kind,
        entity.Plan.Definition.Alert.Severity.Of(verdict.Surprise),
        verdict.EventTime,
        state.EpisodeStart,
        verdict.Sequence,
        verdict.Surprise,
        verdict.Score,
        verdict.Threshold,
        verdict.ReconstructionError,
        verdict.KlDivergence,
        verdict.ModelVersion,
        verdict.Flags.HasFlag(VerdictFlags.Provisional),
        features)
        {
            ImputedShare = (float)prepared.Missing / entity.Plan.Encoder.Count,
            KlShare = KlShareOf(entity.Plan, verdict),
            Confidence = AlertConfidence.Of(
            (float)prepared.Missing / entity.Plan.Encoder.Count,
            prepared.Model?.Model.Calibration.Samples ?? 0,
            prepared.Model is null ? 0 : threshold.AskedShare,
            verdict.Flags.HasFlag(VerdictFlags.Provisional)),
        };

    /// <summary>As the ELBO weighs them: half the squared error of all features, and β times the divergence.</summary>
    private static float KlShareOf(MonitorPlan plan, in Verdict verdict)
    {
        float divergence = plan.Definition.Model.Beta * verdict.KlDivergence;
        float error = 0.5f * verdict.ReconstructionError * plan.Architecture.Features;
        return divergence > 0 && float.IsFinite(divergence + error) ? divergence / (divergence + error) : 0;
    }

    /// <summary>Lets the threshold give way to a row that was scored; true where the entity's behaviour is found to have shifted by it.</summary>
    private static bool AdaptThreshold(MonitorPlan plan, ref EntityState state, double askedShare, ref Verdict verdict)
    {
        ThresholdAdaptation adaptation = plan.Adaptation;
        if (adaptation.IsOff)
        {
            return false;
        }

        float before = state.ThresholdFactor;
        state.ThresholdFactor = adaptation.Next(before, verdict.IsAnomalous, askedShare);
        bool isShifted = state.ThresholdFactor >= ThresholdAdaptation.Shift;
        verdict.Flags |= isShifted ? VerdictFlags.Shifted : 0;
        return isShifted && before < ThresholdAdaptation.Shift;
    }

    /// <summary>What lasts is no anomaly: it may be learned.</summary>
    private static AlertKind TakeShift(RowHistory history, ref EntityState state, ref Verdict verdict)
    {
        LastingChange.Include(history, verdict.Sequence);
        state.Alerts += verdict.IsAlert ? 0 : 1;
        verdict.Flags |= VerdictFlags.Alert;
        return AlertKind.Shift;
    }

    /// <param name="before">The verdicts before this one.</param>
    private static AlertKind? TakeAnomaly(
        MonitorPlan plan, RowHistory history, ref EntityState state, in PreparedRow prepared, ulong before, ref Verdict verdict)
    {
        AlertDefinition policy = plan.Definition.Alert;
        AlertKind? own = prepared.SilenceRatio > 0 ? AlertKind.Silence : prepared.Stuck >= 0 ? AlertKind.Stuck : prepared.Late > 0 ? AlertKind.Late : null;
        state.Anomalies++;
        if ((verdict.Flags & VerdictFlags.Shifted) == 0)
        {
            history.Exclude(prepared.Sequence);
        }

        if ((before & ((plan.AlertWindow >> 1) | 1)) == 0)
        {
            state.EpisodeStart = prepared.EventTime;
        }

        bool passes = BitOperations.PopCount(state.RecentAnomalies) >= policy.M && prepared.EventTime >= state.CooldownUntil && !verdict.IsRepeated;
        if (!passes && own is null)
        {
            return null;
        }

        if (own is null && policy.Quiet.Count > 0 && IsHeld(policy, prepared.EventTime, verdict.Surprise))
        {
            // No cooldown begins: what is still anomalous when the hours are over is told then. A silence, or what is stuck or late, would be told never.
            verdict.Flags |= VerdictFlags.Quiet;
            return null;
        }

        state.Alerts++;
        state.CooldownUntil = Math.Max(state.CooldownUntil, prepared.EventTime + policy.Cooldown.Ticks);
        verdict.Flags |= VerdictFlags.Alert;
        return own ?? AlertKind.Score;
    }

    private static bool IsHeld(AlertDefinition policy, long eventTime, float surprise)
    {
        AlertSeverity severity = policy.Severity.Of(surprise);
        foreach (QuietDefinition hours in policy.Quiet)
        {
            if (hours.Hold(eventTime, severity))
            {
                return true;
            }
        }

        return false;
    }
}
