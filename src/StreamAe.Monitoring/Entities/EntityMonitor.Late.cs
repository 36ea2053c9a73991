using System.Globalization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Entities;

/// <content>Rows that come late.</content>
public sealed partial class EntityMonitor
{
    private float WatchLate(long eventTime) =>
        _plan.Memory.LateRowsOf(ref _memory).Take(_plan.Definition.Data.LateRows, _state.LastEventTime, eventTime);

    /// <summary>
    /// Of a row that was refused: it is none of the entity's observations, so neither m of n, nor a cooldown, nor what may be learned hears of it. Without
    /// the alert an entity whose every row is refused would look like one that is well.
    /// </summary>
    private Alert? JudgeRefused(in PreparedRow prepared, ref Verdict verdict)
    {
        if (prepared.Late == LateRows.None)
        {
            return null;
        }

        verdict.Flags |= VerdictFlags.Late;
        if (prepared.Late == LateRows.Still)
        {
            return null;
        }

        if (IsInMaintenance)
        {
            verdict.Flags |= VerdictFlags.Maintenance;
            return null;
        }

        verdict.Surprise = _plan.Threshold.AskedSurprise;
        verdict.Flags |= VerdictFlags.Anomalous | VerdictFlags.Alert;
        _state.Anomalies++;
        _state.Alerts++;
        return InTheEntitysTime(
            AlertPolicy.Create(this, _state, AlertKind.Late, prepared, ThresholdInForce.None, verdict, LateFeatures(prepared)), prepared);
    }

    /// <summary>
    /// An alert of lateness tells the newest time that the entity had reached: the row's own says when it should have come, perhaps years ago, and would
    /// put the alert among the incidents of that time. To seven digits of the lag. Its id is of the row's own time, as every alert's.
    /// </summary>
    private static Alert InTheEntitysTime(Alert alert, in PreparedRow prepared)
    {
        if (alert.Kind != AlertKind.Late)
        {
            return alert;
        }

        long newest = prepared.EventTime + EventTime.FromSeconds(prepared.Late);
        return alert with { EventTime = newest, Since = newest };
    }

    private FeatureContribution[] LateFeatures(in PreparedRow prepared) =>
    [
        new FeatureContribution(
            _plan.Definition.TimeField,
            1,
            string.Create(CultureInfo.InvariantCulture, $"{prepared.Late:0.###} s before the newest"),
            string.Create(CultureInfo.InvariantCulture, $"fewer than {_plan.Definition.Data.LateRows} late rows in {LateRows.Looked}")),
    ];
}
