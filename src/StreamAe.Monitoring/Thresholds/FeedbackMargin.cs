using StreamAe.Monitoring.Operations;

namespace StreamAe.Monitoring.Thresholds;

/// <summary>
/// How operators move one entity's threshold by what they say of its alerts: a margin in decades of probability, by which a row must be rarer
/// than the policy asks. In surprise, not in score, it means the same for the models that come after.
/// </summary>
internal static class FeedbackMargin
{
    /// <summary>Decades: false alarms alone never blind a monitor to what is a thousand times rarer than asked.</summary>
    public const float Largest = 3;

    /// <summary>So much rarer than the false alarm a row must be.</summary>
    private const float Step = 0.05f;

    // Below it a margin moves nothing that anybody would notice.
    private const float Smallest = 0.02f;

    /// <param name="asked">The surprise that the policy asks for.</param>
    public static float Next(float margin, FeedbackBody said, float asked) => said.Feedback switch
    {
        AlertFeedback.False => Math.Min(Largest, Math.Max(margin, said.Surprise - asked + Step)),
        AlertFeedback.True => margin / 2 < Smallest ? 0 : margin / 2,
        _ => margin,
    };
}
