namespace StreamAe.Numerics.Metrics;

/// <summary>
/// Timeliness of alerts: for every anomalous segment (a maximal run of rows labelled 1) the rows from its start to the first alert
/// inside it. An alert before a segment is no early detection and one after it no late detection: both are false alarms, so read
/// this beside <see cref="Confusion"/>. A detector that always alerts has mean delay 0.
/// </summary>
public sealed class DetectionDelay
{
    private DetectionDelay(SegmentDelay[] segments, double? meanDelay, double detectedShare)
    {
        Segments = segments;
        MeanDelay = meanDelay;
        DetectedShare = detectedShare;
    }

    /// <summary>Every anomalous segment in time order; never empty.</summary>
    public IReadOnlyList<SegmentDelay> Segments { get; }

    /// <summary>Mean delay in rows over the detected segments; null if all were missed.</summary>
    public double? MeanDelay { get; }

    /// <summary>Segments with at least one alert inside ÷ segments, in [0, 1].</summary>
    public double DetectedShare { get; }

    /// <summary>Measures the delays.</summary>
    /// <param name="alerts">[n] 1 where an alert was raised, in time order.</param>
    /// <param name="labels">[n] 1 anomalous, 0 normal.</param>
    /// <returns>The delays, or null without an anomalous row.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is neither 0 nor 1.</exception>
    public static DetectionDelay? Compute(ReadOnlySpan<byte> alerts, ReadOnlySpan<byte> labels)
    {
        if (alerts.Length != labels.Length)
        {
            throw new ArgumentException(
                $"There are {alerts.Length} alerts and {labels.Length} labels; give both for every row.", nameof(labels));
        }

        LabelledScores.CountPositives(alerts, nameof(alerts));
        if (LabelledScores.CountPositives(labels, nameof(labels)) == 0)
        {
            return null;
        }

        List<SegmentDelay> segments = [];
        long totalDelay = 0;
        int detected = 0;
        foreach ((int start, int end) in AnomalousSegments.Find(labels))
        {
            int first = alerts[start..end].IndexOf((byte)1);
            segments.Add(new SegmentDelay(start, end - start, first < 0 ? null : first));
            if (first >= 0)
            {
                detected++;
                totalDelay += first;
            }
        }

        return new DetectionDelay([.. segments], detected == 0 ? null : (double)totalDelay / detected, (double)detected / segments.Count);
    }
}
