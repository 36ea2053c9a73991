using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Api.Alerts;

/// <summary>An alert as operators see it.</summary>
/// <param name="Since">Of the first anomalous row of its episode.</param>
/// <param name="Surprise">−log₁₀ of how probable such a score is for this entity.</param>
/// <param name="CohortSurprise">The same for the entities together; null where only one model has an opinion.</param>
/// <param name="Provisional">The model of all entities judged.</param>
/// <param name="Imputed">Share of the row's values that were missing.</param>
/// <param name="Features">What was wrong, the largest share first.</param>
/// <param name="Said">What an operator said of it last; null where nobody did, or nobody asked.</param>
internal sealed record AlertView(
    string Id,
    string Monitor,
    string Entity,
    AlertKind Kind,
    AlertSeverity Severity,
    DateTimeOffset Time,
    DateTimeOffset Since,
    long Sequence,
    float? Surprise,
    float? CohortSurprise,
    float? Score,
    float? Threshold,
    float? ReconstructionError,
    float? Kl,
    int ModelVersion,
    bool Provisional,
    float? Confidence,
    float? Imputed,
    float? KlShare,
    IReadOnlyList<FeatureContribution> Features,
    SaidView? Said)
{
    public static AlertView Of(Alert alert, SaidView? said)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new AlertView(
            alert.Id,
            alert.Monitor,
            alert.Entity,
            alert.Kind,
            alert.Severity,
            Figures.Time(alert.EventTime),
            Figures.Time(Math.Min(alert.Since, alert.EventTime)),
            alert.Sequence,
            Figures.Finite(alert.Surprise),
            Figures.Finite(alert.CohortSurprise),
            Figures.Finite(alert.Score),
            Figures.Finite(alert.Threshold),
            Figures.Finite(alert.ReconstructionError),
            Figures.Finite(alert.KlDivergence),
            alert.ModelVersion,
            alert.IsProvisional,
            Figures.Finite(alert.Confidence),
            Figures.Finite(alert.ImputedShare),
            Figures.Finite(alert.KlShare),
            alert.Features,
            said);
    }
}
