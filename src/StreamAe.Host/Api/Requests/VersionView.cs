using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;

namespace StreamAe.Host.Api.Requests;

/// <summary>A version as JSON; errors that are no numbers are null.</summary>
/// <param name="Champion">The version that it was compared with; 0 for none.</param>
/// <param name="ChampionOrigin">Whose that is; null for none.</param>
/// <param name="IsFormer">Of the monitor as it was before its file was edited.</param>
internal sealed record VersionView(
    string Entity,
    int Version,
    ModelOrigin Origin,
    TrainingVerdict? Verdict,
    DateTime? TrainedThrough,
    int? Rows,
    float? Error,
    float? ChampionError,
    int? Champion,
    ModelOrigin? ChampionOrigin,
    string Detail,
    long? FromSequence,
    DateTimeOffset? At,
    bool IsKept,
    bool IsInUse,
    bool IsFormer,
    long? Request,
    LossCurvesView? Curves)
{
    public static VersionView Of(VersionRecord record) => new(
        record.Entity,
        record.Version,
        record.Origin,
        record.Verdict,
        record.TrainedThrough is long through ? EventTime.ToUtc(through) : null,
        record.Rows,
        Finite(record.Error),
        Finite(record.ChampionError),
        record.ChampionVersion is int champion ? Math.Abs(champion) : null,
        record.ChampionVersion switch { null or 0 => null, < 0 => ModelOrigin.Cohort, _ => ModelOrigin.Own },
        record.Detail,
        record.FromSequence,
        record.At,
        record.IsKept,
        record.IsInUse,
        record.IsFormer,
        record.Request,
        record.Curves is null ? null : LossCurvesView.Of(record.Curves));

    private static float? Finite(float? value) => value is float number && float.IsFinite(number) ? number : null;
}
