namespace StreamAe.Monitoring.Thresholds;

/// <summary>
/// How an entity's threshold gives way to what lasts: adaptive conformal inference (Gibbs and Candès 2021) on its logarithm. An
/// anomalous row multiplies it with e^r, any other divides it by e^(r·p/(1 − p)), p being the asked share of anomalous rows, so that in the
/// long run the share is p whatever the scores do; but it never sinks below the calibrated one. A threshold that has doubled has seen
/// ln 2 ÷ r anomalous rows in excess: no anomaly but another behaviour, which is reported once.
/// </summary>
/// <param name="rate">r; 0 is off.</param>
/// <param name="askedShare">The p of entities for which nothing else is asked.</param>
internal sealed class ThresholdAdaptation(double rate, double askedShare)
{
    /// <summary>From this multiple of the calibrated threshold on, the entity's behaviour has shifted.</summary>
    public const float Shift = 2;

    // A score no threshold can follow any more is broken, not shifted.
    private const float Largest = 1000;

    private readonly float _rise = (float)Math.Exp(rate);
    private readonly double _askedShare = askedShare;
    private readonly float _fall = FallOf(rate, askedShare);

    public bool IsOff { get; } = rate == 0;

    /// <summary>The factor of the threshold after a row.</summary>
    /// <param name="askedShare">The entity's p.</param>
    public float Next(float factor, bool isAnomalous, double askedShare) =>
        isAnomalous ? Math.Min(factor * _rise, Largest)
        : factor > 1 ? Math.Max(factor * (askedShare == _askedShare ? _fall : FallOf(rate, askedShare)), 1)
        : 1;

    private static float FallOf(double rate, double askedShare) => (float)Math.Exp(-rate * askedShare / (1 - askedShare));
}
