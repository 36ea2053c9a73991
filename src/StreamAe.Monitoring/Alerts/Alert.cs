using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace StreamAe.Monitoring.Alerts;

/// <summary>An anomalous verdict that passed the alert policy: what an operator is told.</summary>
/// <param name="Id">Deterministic: the same observation raises the same id on any runtime, run or replay.</param>
/// <param name="Kind">Why.</param>
/// <param name="EventTime">Of the observation that completed the policy, ticks; where it came late, the newest its entity had reached.</param>
/// <param name="Since">Event time of the first anomalous observation of this episode, ticks.</param>
/// <param name="Sequence">0-based number of the observation within its entity.</param>
/// <param name="IsProvisional">The cohort's model judged it.</param>
/// <param name="Features">Largest contribution first.</param>
public sealed record Alert(
    string Id,
    string Monitor,
    string Entity,
    AlertKind Kind,
    AlertSeverity Severity,
    long EventTime,
    long Since,
    long Sequence,
    float Surprise,
    float Score,
    float Threshold,
    float ReconstructionError,
    float KlDivergence,
    int ModelVersion,
    bool IsProvisional,
    IReadOnlyList<FeatureContribution> Features)
{
    /// <summary>How sure it is that the row is as improbable as <see cref="Surprise"/> says, 0 … 1; see <see cref="AlertConfidence"/>.</summary>
    public float Confidence { get; init; } = 1;

    /// <summary>Share of the row's values that were missing and filled.</summary>
    public float ImputedShare { get; init; }

    /// <summary>What the KL divergence is of reconstruction and KL together, each in nats and as the model weighs them, 0 … 1; 0 without a
    /// latent distribution.</summary>
    public float KlShare { get; init; }

    /// <summary>The surprise of its row by the model and the calibration of the entity's cohort: near 0 where what is odd for this entity is usual among
    /// them. Null where only one model has an opinion: the cohort's judged, there is none, a score is not of its row alone, or the alert is not by score.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? CohortSurprise { get; init; }

    /// <summary>The incident it belongs to, where who gets it asked; no part of what is stored.</summary>
    [JsonIgnore]
    public AlertIncident? Incident { get; init; }

    /// <summary>32 hex digits of SHA-256 over monitor, entity, sequence and event time.</summary>
    public static string IdOf(string monitor, string entity, long sequence, long eventTime)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{monitor}\0{entity}\0{sequence}\0{eventTime}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }
}
