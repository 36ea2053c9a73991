using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The rules about keys together. The reference page lists the same objects.</summary>
internal static class CombinationRules
{
    /// <summary>Held-out rows below which training calibrates on fitted rows instead, whose scores are too good.</summary>
    private const int FewestHeldOutRows = 10;

    public static IReadOnlyList<CombinationRule> All { get; } =
    [
        new(
            ["alert.m", "alert.n"],
            d => d.Alert.M > d.Alert.N,
            "alert.m must not exceed alert.n",
            "lower alert.m or raise alert.n"),
        new(
            ["training.minRows", "training.historyRows"],
            d => d.Training.Own && d.Training.MinRows > d.Training.HistoryRows,
            "training.minRows must not exceed training.historyRows, or no model is ever trained",
            "lower training.minRows or raise training.historyRows"),
        new(
            ["training.minRows", "training.maxRows"],
            d => d.Training.MinRows > d.Training.MaxRows,
            "training.minRows must not exceed training.maxRows",
            "lower training.minRows or raise training.maxRows"),
        new(
            ["training.holdout", "training.minRows"],
            d => d.Training.MinRows * d.Training.Holdout < FewestHeldOutRows,
            $"training.holdout × training.minRows must keep at least {FewestHeldOutRows} rows out of fitting",
            "raise training.holdout or training.minRows"),
        new(
            ["training.batchSize", "training.minRows", "training.holdout"],
            d => d.Training.BatchSize > FittedRows(d.Training),
            "training.batchSize must not exceed the rows left to fit, training.minRows × (1 − training.holdout)",
            "lower training.batchSize or write auto"),
        new(
            ["window", "training.minRows"],
            d => d.Window.Rows >= d.Training.MinRows,
            "window must be smaller than training.minRows",
            "lower window or raise training.minRows"),
        new(
            ["cohort.minRows", "cohort.maxRows"],
            d => d.Cohort.Enabled && d.Cohort.MinRows > d.Cohort.MaxRows,
            "cohort.minRows must not exceed cohort.maxRows",
            "lower cohort.minRows or raise cohort.maxRows"),
        new(
            ["score.kind", "model.kind"],
            d => d.Score.Kind != ScoreKind.Reconstruction && d.Model.Kind != ModelKind.Vae,
            "score.kind kl, elbo and reconstructionProbability need model.kind vae",
            "write model: {kind: vae} or score: {kind: reconstruction}"),
        new(
            ["score.drift", "score.residuals"],
            d => d.Score.Drift == DriftHandling.Follow && d.Score.Residuals == ResidualScaling.Joint,
            "score.drift follow needs score.residuals scaled or plain: a joint distance has no centre of each residual",
            "write residuals: scaled or drift: none"),
        .. SeriesRules.Errors,
        .. AlertRules.Errors,
        .. EngineRules.Errors,
        .. PredictionRules.Errors,
        new(
            ["data.silenceFactor"],
            d => d.Data.SilenceFactor is > 0 and < 2,
            "data.silenceFactor must be 0 or at least 2, or ordinary jitter is reported as silence",
            "try 20, or 0 for off"),
        new(
            ["data.stuckFactor"],
            d => d.Data.StuckFactor is > 0 and < 2,
            "data.stuckFactor must be 0 or at least 2, or ordinary runs are reported as stuck",
            "try 10, or 0 for off"),
        new(
            ["time", "entity"],
            d => d.TimeField == d.EntityField,
            "time and entity must be different fields",
            "name the field that holds the event time"),
        new(
            ["label", "entity", "time"],
            d => d.LabelField == d.EntityField || d.LabelField == d.TimeField,
            "label must be another field than entity and time",
            "name the field that holds the label, or one that does not exist"),
        new(
            ["score.residuals", "score.kind"],
            d => d.Score.Kind == ScoreKind.Kl && d.Score.Residuals != ResidualScaling.Scaled,
            "score.residuals has no effect on the kl score",
            "remove it or write kind: elbo")
        {
            IsWarning = true,
        },
        new(
            ["model.latent", "features", "window"],
            d => d.Lags == 0 && !d.Model.Predict && d.Model.Latent >= Inputs(d),
            "model.latent should be smaller than the number of inputs, or the model can copy its input and nothing is anomalous",
            "lower model.latent or write auto")
        {
            IsWarning = true,
        },
        .. SeriesRules.Warnings,
        .. AlertRules.Warnings,
        .. EngineRules.Warnings,
        .. PredictionRules.Warnings,
    ];

    /// <summary>Reports every rule that <paramref name="definition"/> breaks, and features that read a field with another role.</summary>
    public static void Check(MonitorDefinition definition, ReadContext context)
    {
        CheckFeatureFields(definition, context);
        foreach (CombinationRule rule in All)
        {
            if (rule.Keys.Any(context.Failed) || !rule.IsViolated(definition))
            {
                continue;
            }

            // Defaults keep all rules, so a broken one has a key in the file.
            string key = rule.Keys.First(k => context.Given(k) is not null);
            YamlNode at = context.Given(key)!;
            string[] given = rule.Keys.Count == 1 ? [] : [.. Values(rule, definition)];
            string values = given.Length == 0 ? "" : $" (here {string.Join(", ", given)})";
            if (rule.IsWarning)
            {
                context.Errors.Warn(at.Line, at.Column, key, at.Shown, $"is doubtful: {rule.Statement}{values}", rule.Remedy);
            }
            else
            {
                context.Errors.Add(at.Line, at.Column, key, at.Shown, $"does not fit: {rule.Statement}{values}", rule.Remedy);
            }
        }
    }

    /// <summary>
    /// Inputs of the model that it reconstructs, or null where only the stream can tell. A category has one input a value and one for
    /// all others; a feature on a circle has two.
    /// </summary>
    internal static long? Inputs(MonitorDefinition definition)
    {
        if (definition.Features.Count == 0 || definition.Features.Any(f => f.Kind == FeatureKind.Numbers))
        {
            return null;
        }

        long row = definition.Features.Where(f => !f.IsContext).Sum(f => f.Kind switch
        {
            FeatureKind.Category => f.CategoryCount,
            FeatureKind.HourOfDay or FeatureKind.Weekday => 2L,
            _ => 1,
        });
        if (row == 0)
        {
            return null;
        }

        const int wideRow = 8;
        return row * ((definition.Window.Rows ?? (row >= wideRow || definition.Lags > 0 || definition.Model.Predict ? 1 : (wideRow + row - 1) / row)) + (definition.Differences ? 1 : 0));
    }

    private static int FittedRows(TrainingDefinition training) => (int)(training.MinRows * (1 - training.Holdout));

    private static void CheckFeatureFields(MonitorDefinition definition, ReadContext context)
    {
        if (context.Failed("features") || context.Given("features") is not { Kind: YamlNodeKind.Sequence } list)
        {
            return;
        }

        for (int i = 0; i < definition.Features.Count; i++)
        {
            FeatureDefinition feature = definition.Features[i];
            IEnumerable<string> fields = feature.Kind is FeatureKind.Number or FeatureKind.Category ? [feature.Name] : feature.FieldsOfHistory;
            foreach (string name in fields)
            {
                string? role = name == definition.EntityField ? "entity"
                    : name == definition.TimeField ? "time"
                    : name == definition.LabelField ? "label"
                    : null;
                if (role is not null)
                {
                    YamlNode at = context.Given($"features[{i}].name") ?? context.Given($"features[{i}].of") ?? list.Items[i];
                    context.Refuse(at, $"features[{i}]", $"is the {role} field, which is no feature", "remove it or name another field");
                }
            }
        }
    }

    private static IEnumerable<string> Values(CombinationRule rule, MonitorDefinition definition)
    {
        JsonObject json = MonitorKeys.ToJson(definition);
        foreach (string key in rule.Keys)
        {
            JsonNode? value = key.Split('.').Aggregate((JsonNode?)json, (node, part) => (node as JsonObject)?[part]);
            if (value is JsonValue)
            {
                yield return $"{key} {YamlText.Flow(value)}";
            }
        }
    }
}
