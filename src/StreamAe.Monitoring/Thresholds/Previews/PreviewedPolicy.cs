using System.Numerics;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>One entity under one threshold and one alert policy: m of n, hysteresis, cooldown and quiet hours as they are live.</summary>
internal sealed class PreviewedPolicy(ThresholdRule rule, AlertDefinition alert, double unaskedShare)
{
    // Where a score is fixed, its surprise is not stored: an alarm that wavers is measured by that of the row that began it.
    private float _startSurprise;
    private ulong _recent;
    private long _cooldownUntil = long.MinValue;

    public long Anomalous { get; private set; }

    public long Alerts { get; private set; }

    /// <summary>Takes the next score of the entity in; true where it would have raised an alert.</summary>
    /// <param name="usualInterval">Seconds; 0 where it is not known yet.</param>
    /// <param name="summary">Of the entity's scores.</param>
    public bool Take(in StoredScore score, float usualInterval, (float Median, float Deviation) summary)
    {
        float asked = (float)-Math.Log10(AskedShare.Of(rule, usualInterval, unaskedShare));
        bool isAbove = rule.Policy switch
        {
            ThresholdPolicy.Maintenance => false,
            ThresholdPolicy.Static => score.Score > rule.Value,
            ThresholdPolicy.RobustZ => score.Score > CalibratedThreshold.RobustScore(summary.Median, summary.Deviation, rule.Value),
            _ => score.Surprise > asked,
        };
        bool wasAnomalous = (_recent & 1) != 0;
        bool isScoreFixed = rule.Policy is ThresholdPolicy.Static or ThresholdPolicy.RobustZ;
        bool isUnreleased = alert.Release < 1 && wasAnomalous && score.Surprise > alert.Release * (isScoreFixed ? _startSurprise : asked);
        bool isAnomalous = isAbove || isUnreleased;
        if (isAbove && !wasAnomalous)
        {
            _startSurprise = score.Surprise;
        }

        ulong window = alert.N == 64 ? ulong.MaxValue : (1UL << alert.N) - 1;
        _recent = ((_recent << 1) | (isAnomalous ? 1UL : 0)) & window;
        if (!isAnomalous)
        {
            return false;
        }

        Anomalous++;
        if (BitOperations.PopCount(_recent) < alert.M || score.EventTime < _cooldownUntil)
        {
            return false;
        }

        foreach (QuietDefinition hours in alert.Quiet)
        {
            if (hours.Hold(score.EventTime, alert.Severity.Of(score.Surprise)))
            {
                return false;
            }
        }

        Alerts++;
        _cooldownUntil = score.EventTime + alert.Cooldown.Ticks;
        return true;
    }
}
