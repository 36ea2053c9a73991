using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// How an entity's threshold gives way to what lasts: adaptive conformal inference (Gibbs and Candès 2021) on its logarithm. An
/// anomalous row multiplies it with e^r, any other divides it by e^(r·p/(1 − p)), p being the asked share of anomalous rows, so that in the
/// long run the share is p whatever the scores do; but it never sinks below the calibrated one. A threshold that has doubled has seen
/// ln 2 ÷ r anomalous rows in excess: no anomaly but another behaviour, which is reported once.
/// </summary>
internal sealed class ThresholdAdaptation(ThresholdDefinition definition)
{
    /// <summary>From this multiple of the calibrated threshold on, the entity's behaviour has shifted.</summary>
    public const float Shift = 2;

    // A score no threshold can follow any more is broken, not shifted.
    private const float Largest = 1000;

    private readonly float _rise = (float)Math.Exp(definition.Adaptation);
    private readonly float _fall = (float)Math.Exp(-definition.Adaptation * (1 - definition.Quantile) / definition.Quantile);

    public bool IsOff { get; } = definition.Adaptation == 0;

    /// <summary>The factor of the threshold after a row.</summary>
    public float Next(float factor, bool isAnomalous) =>
        isAnomalous ? Math.Min(factor * _rise, Largest) : Math.Max(factor * _fall, 1);
}
