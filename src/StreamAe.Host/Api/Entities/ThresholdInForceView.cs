using StreamAe.Host.Api.Thresholds;
using StreamAe.Monitoring.Inspection;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Host.Api.Entities;

/// <summary>What an entity's scores are compared with.</summary>
/// <param name="Score">Null while somebody works on it, as <paramref name="Surprise"/>.</param>
/// <param name="Source">file, monitor, cohort or entity: where the rule comes from.</param>
/// <param name="Factor">By which a shift of its behaviour has raised it.</param>
/// <param name="FeedbackDecades">By which feedback has raised it.</param>
internal sealed record ThresholdInForceView(
    float? Score, float? Surprise, string Policy, double Value, string Source, OverrideView? Override, float Factor, float FeedbackDecades)
{
    public static ThresholdInForceView Of(ThresholdFigures figures) => new(
        Figures.Finite(figures.Score),
        Figures.Finite(figures.Surprise),
        figures.Rule.Word,
        figures.Rule.Value,
        figures.Override?.Scope.Level switch
        {
            OverrideLevel.Entity => "entity",
            OverrideLevel.Cohort => "cohort",
            OverrideLevel.Monitor => "monitor",
            _ => "file",
        },
        figures.Override is null ? null : OverrideView.Of(figures.Override),
        figures.Factor,
        figures.FeedbackDecades);
}
