using StreamAe.Monitoring.Models;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Training;

/// <summary>The outcome of one training.</summary>
/// <param name="Model">The model to promote; null unless <paramref name="Verdict"/> is <see cref="TrainingVerdict.Promote"/>.</param>
/// <param name="Report">Curves and rows; null where no training began.</param>
/// <param name="Detail">For an operator: rows, errors, why.</param>
public sealed record TrainingResult(
    int Version,
    TrainingVerdict Verdict,
    EntityModel? Model,
    TrainingReport? Report,
    string Detail)
{
    /// <summary>Null where nothing was compared.</summary>
    public ChallengerFigures? Figures { get; init; }

    /// <summary>A model that was found no better, where the monitor keeps such; else null.</summary>
    public EntityModel? Rejected { get; init; }
}
