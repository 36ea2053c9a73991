using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Entities;

/// <summary>A row that was scaled for one model, as another needs it.</summary>
internal static class RescaledRow
{
    /// <summary>
    /// Of the newest observation the values are at hand; of those before it, and of changes, what the first model's clip left of them: a value
    /// that lay beyond it counts as if it lay there.
    /// </summary>
    /// <param name="from">Of the model the row was scaled for.</param>
    /// <param name="to">Of the other.</param>
    /// <param name="row">[RowStride] written.</param>
    public static void Fill(MonitorPlan plan, FeatureScaler from, FeatureScaler to, in ScoredRow scored, Span<float> row)
    {
        int features = plan.ReconstructedCount;
        int window = features * plan.WindowRows;
        int changes = window + plan.DifferenceCount;
        int context = changes + (plan.Encoder.Count - features);
        int end = context + (features * plan.Lags);
        row.Clear();
        for (int i = 0; i < end; i++)
        {
            float scaled = scored.Row[i];
            if (Unobserved.Is(scaled))
            {
                row[i] = scaled;
            }
            else if (i >= window && i < changes)
            {
                row[i] = Clipped(to, scaled * from.DifferenceDeviations[i - window] / to.DifferenceDeviations[i - window]);
            }
            else
            {
                int feature = i < window ? i % features : i < context ? features + i - changes : (i - context) % features;
                float newest = i < features || (i >= changes && i < context) ? scored.Encoded[feature] : float.NaN;
                row[i] = Clipped(to, to.ScaledOf(feature, float.IsNaN(newest) ? from.UnscaledOf(feature, scaled) : newest));
            }
        }
    }

    private static float Clipped(FeatureScaler scaler, float scaled) => Math.Clamp(scaled, -scaler.Clip, scaler.Clip) + 0f;
}
