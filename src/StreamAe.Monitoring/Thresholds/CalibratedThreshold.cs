using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>The threshold that a rule gives on the scores of one model.</summary>
internal static class CalibratedThreshold
{
    // Of a normal distribution, σ is so many times the median absolute deviation.
    private const double DeviationsOfMad = 1.4826;

    /// <param name="askedShare">See <see cref="AskedShare"/>; read where the rule is about a share of rows.</param>
    public static float Of(in ThresholdRule rule, ScoreCalibration calibration, double askedShare) => rule.Policy switch
    {
        ThresholdPolicy.Static => (float)rule.Value,
        ThresholdPolicy.RobustZ => RobustScore(calibration.Median, calibration.MedianAbsoluteDeviation, rule.Value),
        _ => calibration.ScoreAt(1 - askedShare),
    };

    /// <param name="deviation">Median absolute deviation.</param>
    /// <param name="count">k.</param>
    public static float RobustScore(float median, float deviation, double count) => (float)(median + (count * DeviationsOfMad * deviation));
}
