namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The rules about what an entity's own past says: lags, season, channels, growth.</summary>
internal static class SeriesRules
{
    /// <summary>What does not fit together.</summary>
    public static IReadOnlyList<CombinationRule> Errors { get; } =
    [
        new(
            ["lags", "window"],
            d => d.Lags > 0 && d.Window.Rows > 1,
            "lags needs window 1 or auto: the rows before the newest are either context or reconstructed",
            "remove window or lags"),
        new(
            ["lags", "differences"],
            d => d.Lags > 0 && d.Differences,
            "lags and differences exclude each other: a model that sees the rows before has no need of the change",
            "remove differences"),
        new(
            ["lags", "training.minRows"],
            d => d.Lags > 0 && d.Lags >= d.Training.MinRows,
            "lags must be smaller than training.minRows",
            "lower lags or raise training.minRows"),
        new(
            ["lags", "score.kind"],
            d => d.Lags > 0 && d.Score.Kind != ScoreKind.Reconstruction,
            "lags needs score.kind reconstruction: the latent code of a row that is hidden says nothing about it",
            "write score: {kind: reconstruction} or remove lags"),
        new(
            ["training.growth", "training.every"],
            d => d.Training.Growth is not null && d.Training.Every is not null,
            "training.growth and training.every exclude each other",
            "remove one of the two"),
        new(
            ["features"],
            d => d.Features.Any(f => f.Kind == FeatureKind.Numbers) && d.Features.Any(f => f.Kind == FeatureKind.Category),
            "features with kind numbers reads numeric fields only, so it holds no category",
            "name the numeric fields instead"),
        new(
            ["score.channels", "features"],
            d => d.Score.Channels != ScoreChannels.None && !MayBeOneNumber(d),
            "score.channels needs exactly one numeric feature that is no context",
            "remove score.channels, or make the other features context"),
        new(
            ["score.channels", "score.kind"],
            d => d.Score.Channels != ScoreChannels.None && d.Score.Kind != ScoreKind.Reconstruction,
            "score.channels needs score.kind reconstruction: the channel model measures what was not expected",
            "remove score.kind or score.channels"),
        new(
            ["score.channels", "score.drift"],
            d => d.Score.Channels != ScoreChannels.None && d.Score.Drift != DriftHandling.None,
            "score.channels and score.drift exclude each other: channels learn what is usual from every row",
            "remove score.drift"),
        new(
            ["score.channels", "score.residuals"],
            d => d.Score.Channels != ScoreChannels.None && d.Score.Residuals == ResidualScaling.Joint,
            "score.channels measures one number, which has no distance between several",
            "remove residuals: joint"),
        new(
            ["score.channels", "threshold.adaptation"],
            d => d.Score.Channels != ScoreChannels.None && d.Threshold.Adaptation > 0,
            "score.channels and threshold.adaptation exclude each other: channels learn what is usual from every row",
            "remove threshold.adaptation"),
        new(
            ["score.channels", "score.smoothing"],
            d => d.Score.Channels.HasFlag(ScoreChannels.SmoothedResidual) && d.Score.Smoothing == 1,
            "score.channels smoothedResidual needs a score.smoothing above 1, or it is the residual again",
            "write smoothing: 23"),
    ];

    /// <summary>What has no effect, or not the one that was meant.</summary>
    public static IReadOnlyList<CombinationRule> Warnings { get; } =
    [
        new(
            ["score.channels", "score.smoothing"],
            d => d.Score.Channels != ScoreChannels.None && !d.Score.Channels.HasFlag(ScoreChannels.SmoothedResidual) && d.Score.Smoothing > 1,
            "score.smoothing has an effect on the channel smoothedResidual only",
            "remove it or add smoothedResidual")
        {
            IsWarning = true,
        },
        new(
            ["score.channels", "season"],
            d => d.Season == Season.None && (d.Score.Channels & (ScoreChannels.Residual | ScoreChannels.SmoothedResidual)) != 0,
            "score.channels residual and smoothedResidual measure the value itself where no season is taken away",
            "write season: hourly")
        {
            IsWarning = true,
        },
    ];

    /// <summary>Where all fields are features, only the stream can tell.</summary>
    private static bool MayBeOneNumber(MonitorDefinition definition)
    {
        FeatureDefinition[] reconstructed = [.. definition.Features.Where(f => !f.IsContext)];
        return definition.Features.Count == 0
            || reconstructed is [{ Kind: FeatureKind.Number or FeatureKind.Numbers }];
    }
}
