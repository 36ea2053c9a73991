using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Inspection;

/// <summary>What an entity's scores are compared with, and why.</summary>
/// <param name="Score">In units of the score; null while somebody works on it.</param>
/// <param name="Surprise">Of that score.</param>
/// <param name="Rule">In force.</param>
/// <param name="Override">Whose rule that is; null where it is the monitor file's.</param>
/// <param name="Factor">By which a shift of the entity's behaviour has raised it.</param>
/// <param name="FeedbackDecades">By which feedback has raised it.</param>
public sealed record ThresholdFigures(
    float? Score, float? Surprise, ThresholdRule Rule, ThresholdOverride? Override, float Factor, float FeedbackDecades);
