using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Operations;

/// <summary>One training of an entity and what is left of it.</summary>
/// <param name="Origin">On whose rows it was trained.</param>
/// <param name="Verdict">What the challenger rule said; null where the model came otherwise.</param>
/// <param name="TrainedThrough">Event time of the newest row, ticks; null where it did not come that far, like the following.</param>
/// <param name="Rows">Fitted on.</param>
/// <param name="Error">On held-out rows; see <see cref="EntityModel.HeldOutError"/>.</param>
/// <param name="ChampionError">Of the model in use, on the same rows; ∞ where there was none.</param>
/// <param name="ChampionVersion">Its version; 0 where there was none, negative for a cohort's.</param>
/// <param name="Detail">For people: rows, errors, or why it failed.</param>
/// <param name="FromSequence">The entity's first observation under it, of its last time in use; null where it was never in use.</param>
/// <param name="At">When the outcome became durable; null where that was not written.</param>
/// <param name="IsKept">It can be put into use.</param>
/// <param name="IsInUse">It judges now.</param>
/// <param name="Request">The request that put it into use last; null where its training did.</param>
public sealed record VersionRecord(
    string Entity,
    int Version,
    ModelOrigin Origin,
    TrainingVerdict? Verdict,
    long? TrainedThrough,
    int? Rows,
    float? Error,
    float? ChampionError,
    int? ChampionVersion,
    string Detail,
    long? FromSequence,
    DateTimeOffset? At,
    bool IsKept,
    bool IsInUse,
    long? Request)
{
    /// <summary>It is of the monitor as it was before its file was edited: it may still judge, and cannot be put into use again.</summary>
    public bool IsFormer { get; init; }

    /// <summary>How its training went; null where that was not kept.</summary>
    public LossCurves? Curves { get; init; }
}
