namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The rules about features of an entity's history, models that predict, and scores that are tails.</summary>
internal static class PredictionRules
{
    /// <summary>What does not fit together.</summary>
    public static IReadOnlyList<CombinationRule> Errors { get; } =
    [
        new(
            ["features"],
            d => d.Features.Any(f => f.Kind == FeatureKind.Rarity && f.FieldsOfHistory.Any(name => !IsCategory(d, name))),
            "features with kind rarity measure hourOfDay or a category that another entry lists with its values or its buckets",
            "write of: hourOfDay, or add the category"),
        new(
            ["features"],
            d => d.Features.Any(f => f.MeasuresNumbers && f.Of.Any(name => IsCategory(d, name))),
            "features that measure a number cannot measure a field that another entry lists as a category",
            "name a numeric field, or write kind: rarity or kind: firstSeen"),
        new(
            ["model.predict", "features"],
            d => d.Model.Predict && d.Lags == 0 && d.Features.All(f => !f.IsContext),
            "model.predict needs features with context: true, or there is nothing to predict from",
            "add context: true to what may be known, or remove predict"),
        new(
            ["model.predict", "window"],
            d => d.Model.Predict && d.Window.Rows > 1,
            "model.predict needs window 1 or auto: what is reconstructed is hidden, earlier rows too",
            "remove window, or write lags for the rows before"),
        new(
            ["model.predict", "differences"],
            d => d.Model.Predict && d.Differences,
            "model.predict and differences exclude each other: a change would be hidden as well",
            "remove differences"),
        new(
            ["model.predict", "score.kind"],
            d => d.Model.Predict && d.Score.Kind != ScoreKind.Reconstruction,
            "model.predict needs score.kind reconstruction: the latent code of a row that is hidden says nothing about it",
            "write score: {kind: reconstruction} or remove predict"),
        new(
            ["model.predict", "training.pretrainingEpochs"],
            d => d.Model.Predict && d.Training.PretrainingEpochs > 0,
            "model.predict and training.pretrainingEpochs exclude each other: layers are pretrained on what is hidden",
            "remove pretrainingEpochs"),
        new(
            ["training.own", "cohort"],
            d => !d.Training.Own && !d.Cohort.Enabled,
            "training.own false needs a cohort, or nothing is ever trained",
            "remove cohort: none or own: false"),
        new(
            ["score.tails", "features"],
            d => d.Score.Tails.Any(t => t.Of.Any(name => !IsJudgedNumber(d, name))),
            "score.tails names judged features of one input: no context, no category, no time",
            "name one of features as it is called, such as amount or ratio(amount)"),
        new(
            ["score.tails", "training.own"],
            d => d.Score.Tails.Count > 0 && d.Training.Own,
            "score.tails needs training.own false: the rows of one entity say little about how rare the rarest are",
            "write training: {own: false}"),
        new(
            ["score.tails", "score.kind"],
            d => d.Score.Tails.Count > 0 && d.Score.Kind != ScoreKind.Reconstruction,
            "score.tails needs score.kind reconstruction: tails are of what was not expected",
            "remove score.kind or score.tails"),
        new(
            ["score.tails", "score.channels"],
            d => d.Score.Tails.Count > 0 && d.Score.Channels != ScoreChannels.None,
            "score.tails and score.channels exclude each other: each is a score of its own",
            "remove one of the two"),
        new(
            ["score.tails", "score.residuals"],
            d => d.Score.Tails.Count > 0 && d.Score.Residuals == ResidualScaling.Joint,
            "score.tails and score.residuals joint exclude each other: each is a score of its own",
            "remove one of the two"),
        new(
            ["score.tails", "score.drift"],
            d => d.Score.Tails.Count > 0 && d.Score.Drift != DriftHandling.None,
            "score.tails and score.drift exclude each other: tails follow an entity's location by themselves",
            "remove score.drift"),
        new(
            ["score.evidence", "score.tails"],
            d => d.Score.Evidence is not null && d.Score.Tails.Count == 0,
            "score.evidence needs score.tails, whose surprises it adds up",
            "remove evidence or add tails"),
    ];

    /// <summary>What has no effect.</summary>
    public static IReadOnlyList<CombinationRule> Warnings { get; } =
    [
        new(
            ["score.smoothing", "score.tails"],
            d => d.Score.Tails.Count > 0 && d.Score.Smoothing > 1,
            "score.smoothing has no effect on tails",
            "remove it, or write evidence for a memory")
        {
            IsWarning = true,
        },
    ];

    private static bool IsCategory(MonitorDefinition definition, string name) =>
        definition.Features.Any(f => f.Kind == FeatureKind.Category && f.Name == name);

    /// <summary>Where all fields are features, only the stream can tell.</summary>
    private static bool IsJudgedNumber(MonitorDefinition definition, string name)
    {
        FeatureDefinition? feature = definition.Features.FirstOrDefault(f => f.Name == name);
        return feature is null
            ? definition.Features.Count == 0 || definition.Features.Any(f => f.Kind == FeatureKind.Numbers && !f.IsContext)
            : !feature.IsContext && feature.Kind is not (FeatureKind.Category or FeatureKind.HourOfDay or FeatureKind.Weekday);
    }
}
