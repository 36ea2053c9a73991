using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>
/// The table of all keys of a monitor file. Reading, range checks, writing, the JSON Schema, the reference page and the
/// fingerprint are all made from it; defaults are those of the definition records.
/// </summary>
internal static class MonitorKeys
{
    private const int MostRows = 10_000_000;

    /// <summary>Fewest rows anything is trained from: below this a held-out share says nothing.</summary>
    private const int FewestRows = 32;

    private static readonly TextForm Field = new(200);
    private static readonly TextForm Identifier = new(100, identifier: true);

    private static readonly MappingForm<FeatureDraft> FeatureKeys = new(
        new FeatureDraft(),
        [
            new TypedKey<FeatureDraft, string?>("name", new OptionalForm<string>(Field), d => d.Name, (d, v) => d with { Name = v })
            {
                Summary = "The field to read. Needed by numbers and categories, not allowed for the kinds computed from the event time",
            },
            new TypedKey<FeatureDraft, FeatureKind>(
                "kind",
                new ChoiceForm<FeatureKind>(
                    ("number", FeatureKind.Number),
                    ("category", FeatureKind.Category),
                    ("hourOfDay", FeatureKind.HourOfDay),
                    ("weekday", FeatureKind.Weekday),
                    ("sinceLast", FeatureKind.SinceLast)),
                d => d.Kind,
                (d, v) => d with { Kind = v })
            {
                Summary = "A numeric field, a field with listed values (one-hot), the hour of the day or the day of the week (UTC, on a circle), "
                    + "or log(1 + seconds since the entity's previous event)",
            },
            new TypedKey<FeatureDraft, NumberTransform>(
                "transform",
                new ChoiceForm<NumberTransform>(
                    ("none", NumberTransform.None), ("log1p", NumberTransform.Log1p), ("signedLog", NumberTransform.SignedLog)),
                d => d.Transform,
                (d, v) => d with { Transform = v })
            {
                Summary = "Applied to a number before it is standardised. log1p, log(1 + x), suits amounts and counts; signedLog, "
                    + "sign(x)·log(1 + |x|), the same with both signs",
            },
            new TypedKey<FeatureDraft, IReadOnlyList<string>?>(
                "values",
                new OptionalForm<IReadOnlyList<string>>(new ListForm<string>(Field, 1, 1000, ("value", v => v))),
                d => d.Values,
                (d, v) => d with { Values = v })
            {
                Summary = "The values of a category, each one input. A value that is not listed counts as \"other\"",
            },
        ]);

    private static readonly MappingForm<ModelDefinition> ModelKeys = new(
        new ModelDefinition(),
        [
            new TypedKey<ModelDefinition, ModelKind>(
                "kind",
                new ChoiceForm<ModelKind>(("autoencoder", ModelKind.Autoencoder), ("vae", ModelKind.Vae)),
                m => m.Kind,
                (m, v) => m with { Kind = v })
            {
                Summary = "A plain autoencoder, or a variational one, whose latent code is a distribution that can be scored too",
            },
            new TypedKey<ModelDefinition, IReadOnlyList<int>?>(
                "hidden",
                Auto(new ListForm<int>(new IntegerForm<int>(1, 65_536), 0, 8)),
                m => m.Hidden,
                (m, v) => m with { Hidden = v })
            {
                Summary = "Widths of the encoder's hidden layers, outermost first; the decoder mirrors them. auto chooses by the number of "
                    + "inputs, [] goes straight to the latent code",
                Unit = "units",
                Raising = "(wider or more layers) fits finer structure and costs time, memory and rows",
            },
            new TypedKey<ModelDefinition, int?>("latent", Auto(new IntegerForm<int>(1, 4096)), m => m.Latent, (m, v) => m with { Latent = v })
            {
                Summary = "Width of the latent code",
                Unit = "units",
                Raising = "reconstructs more, anomalies included: keep it below the number of inputs",
            },
            new TypedKey<ModelDefinition, string>(
                "activation",
                new ChoiceForm<string>(("tanh", "tanh"), ("relu", "relu"), ("leakyRelu", "leakyRelu"), ("elu", "elu"), ("sigmoid", "sigmoid")),
                m => m.Activation,
                (m, v) => m with { Activation = v })
            {
                Summary = "Activation of the hidden layers",
            },
            new TypedKey<ModelDefinition, float>("beta", new NumberForm<float>(0, 100), m => m.Beta, (m, v) => m with { Beta = v })
            {
                Summary = "Weight of the KL term of a vae; an autoencoder ignores it",
                Raising = "makes the latent code smoother and the reconstruction worse; too high and the code is ignored",
            },
        ]);

    private static readonly MappingForm<TrainingDefinition> TrainingKeys = new(
        new TrainingDefinition(),
        [
            new TypedKey<TrainingDefinition, int>("historyRows", Rows(), t => t.HistoryRows, (t, v) => t with { HistoryRows = v })
            {
                Summary = "Newest rows of an entity that are kept to train from",
                Unit = "rows",
                Raising = "covers longer cycles, costs memory, and forgets old behaviour later",
            },
            new TypedKey<TrainingDefinition, int>("minRows", Rows(), t => t.MinRows, (t, v) => t with { MinRows = v })
            {
                Summary = "Rows an entity needs before its first own model",
                Unit = "rows",
                Raising = "gives a better first model, later",
            },
            new TypedKey<TrainingDefinition, TimeSpan?>(
                "every",
                OrWord("never", new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650))),
                t => t.Every,
                (t, v) => t with { Every = v })
            {
                Summary = "Event time between two trainings of an entity; never trains once",
                Raising = "costs less and follows change more slowly",
            },
            new TypedKey<TrainingDefinition, int>("epochs", new IntegerForm<int>(1, 100_000), t => t.Epochs, (t, v) => t with { Epochs = v })
            {
                Summary = "Most passes over the rows, unless minSteps asks for more",
                Unit = "epochs",
                Raising = "costs time; early stopping keeps it from overfitting",
            },
            new TypedKey<TrainingDefinition, int>(
                "minSteps", new IntegerForm<int>(0, 10_000_000), t => t.MinSteps, (t, v) => t with { MinSteps = v })
            {
                Summary = "Fewest gradient steps: few rows get more epochs",
                Unit = "steps",
                Raising = "costs time where rows are few",
            },
            new TypedKey<TrainingDefinition, int?>(
                "batchSize", Auto(new IntegerForm<int>(1, 65_536)), t => t.BatchSize, (t, v) => t with { BatchSize = v })
            {
                Summary = "Rows in a gradient step; auto is 32 to 256 by the number of rows",
                Unit = "rows",
                Raising = "makes epochs faster and steps fewer",
            },
            new TypedKey<TrainingDefinition, double>(
                "learningRate", new NumberForm<double>(0, 1, openMin: true), t => t.LearningRate, (t, v) => t with { LearningRate = v })
            {
                Summary = "Step size of Adam",
                Raising = "learns faster until it diverges",
            },
            new TypedKey<TrainingDefinition, int>("patience", new IntegerForm<int>(1, 10_000), t => t.Patience, (t, v) => t with { Patience = v })
            {
                Summary = "Epochs without a better held-out loss before training stops and the best weights are restored",
                Unit = "epochs",
                Raising = "costs time and stops early less often by bad luck",
            },
            new TypedKey<TrainingDefinition, double>("holdout", new NumberForm<double>(0.01, 0.5), t => t.Holdout, (t, v) => t with { Holdout = v })
            {
                Summary = "Share of the rows kept out of fitting: stops training early and calibrates the threshold",
                Raising = "calibrates better and leaves less to learn from",
            },
            new TypedKey<TrainingDefinition, int>("maxRows", Rows(), t => t.MaxRows, (t, v) => t with { MaxRows = v })
            {
                Summary = "Most rows one training reads; of a longer history it draws this many at random",
                Unit = "rows",
                Raising = "costs time",
            },
            new TypedKey<TrainingDefinition, ulong>("seed", new IntegerForm<ulong>(0, ulong.MaxValue), t => t.Seed, (t, v) => t with { Seed = v })
            {
                Summary = "Seed of everything random in training: the same rows and seed give the same model",
                Raising = "only picks another draw",
            },
        ]);

    private static readonly MappingForm<CohortDefinition> CohortKeys = new(
        new CohortDefinition(),
        [
            new TypedKey<CohortDefinition, int>("minRows", Rows(), c => c.MinRows, (c, v) => c with { MinRows = v })
            {
                Summary = "Rows of all entities together before the shared model is trained",
                Unit = "rows",
                Raising = "gives a better shared model, later",
            },
            new TypedKey<CohortDefinition, int>("maxRows", Rows(), c => c.MaxRows, (c, v) => c with { MaxRows = v })
            {
                Summary = "Most rows the shared model is trained from",
                Unit = "rows",
                Raising = "costs time and memory",
            },
        ]);

    private static readonly MappingForm<ScoreDefinition> ScoreKeys = new(
        new ScoreDefinition(),
        [
            new TypedKey<ScoreDefinition, ScoreKind>(
                "kind",
                new ChoiceForm<ScoreKind>(("reconstruction", ScoreKind.Reconstruction), ("kl", ScoreKind.Kl), ("elbo", ScoreKind.Elbo)),
                s => s.Kind,
                (s, v) => s with { Kind = v })
            {
                Summary = "Reconstruction error; kl, the divergence of the latent code; elbo, the two together. The last two need a vae",
            },
            new TypedKey<ScoreDefinition, ResidualScaling>(
                "residuals",
                new ChoiceForm<ResidualScaling>(("scaled", ResidualScaling.Scaled), ("plain", ResidualScaling.Plain)),
                s => s.Residuals,
                (s, v) => s with { Residuals = v })
            {
                Summary = "scaled divides each squared residual by that feature's residual variance in training, so that features the model "
                    + "predicts well count when they are wrong; plain does not",
            },
            new TypedKey<ScoreDefinition, int>("smoothing", new IntegerForm<int>(1, 1000), s => s.Smoothing, (s, v) => s with { Smoothing = v })
            {
                Summary = "Exponential smoothing of the scores of an entity with weight 2 ÷ (n + 1); 1 is off",
                Unit = "rows",
                Raising = "drops short spikes and finds long weak anomalies, later",
            },
            new TypedKey<ScoreDefinition, double>("clip", new NumberForm<double>(1, 1000), s => s.Clip, (s, v) => s with { Clip = v })
            {
                Summary = "Standardised values are cut off this far from their mean, so that one wild value counts no more",
                Unit = "standard deviations",
                Raising = "lets one wild feature outweigh all others",
            },
        ]);

    private static readonly MappingForm<ThresholdDefinition> ThresholdKeys = new(
        new ThresholdDefinition(),
        [
            new TypedKey<ThresholdDefinition, double>(
                "quantile", new NumberForm<double>(0, 1, openMin: true, openMax: true), t => t.Quantile, (t, v) => t with { Quantile = v })
            {
                Summary = "Share of an entity's normal scores below its threshold: 0.999 calls one normal row in a thousand anomalous",
                Raising = "alerts less and misses more",
            },
        ]);

    private static readonly MappingForm<AlertDefinition> AlertKeys = new(
        new AlertDefinition(),
        [
            new TypedKey<AlertDefinition, int>("m", new IntegerForm<int>(1, 64), a => a.M, (a, v) => a with { M = v })
            {
                Summary = "Anomalous rows needed among the entity's last n",
                Unit = "rows",
                Raising = "drops lone outliers and alerts later",
            },
            new TypedKey<AlertDefinition, int>("n", new IntegerForm<int>(1, 64), a => a.N, (a, v) => a with { N = v })
            {
                Summary = "Rows looked at",
                Unit = "rows",
                Raising = "lets anomalous rows lie further apart",
            },
            new TypedKey<AlertDefinition, TimeSpan>(
                "cooldown", new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(365)), a => a.Cooldown, (a, v) => a with { Cooldown = v })
            {
                Summary = "Event time after an alert during which the entity raises no other",
                Raising = "alerts less often about the same trouble",
            },
        ]);

    private static readonly MappingForm<DataDefinition> DataKeys = new(
        new DataDefinition(),
        [
            new TypedKey<DataDefinition, RepeatedTimePolicy>(
                "repeatedTime",
                new ChoiceForm<RepeatedTimePolicy>(("reject", RepeatedTimePolicy.Reject), ("accept", RepeatedTimePolicy.Accept)),
                d => d.RepeatedTime,
                (d, v) => d with { RepeatedTime = v })
            {
                Summary = "A row with the same time as the entity's previous one is set aside and counted, or judged",
            },
            new TypedKey<DataDefinition, LateTimePolicy>(
                "lateTime",
                new ChoiceForm<LateTimePolicy>(("reject", LateTimePolicy.Reject), ("accept", LateTimePolicy.Accept)),
                d => d.LateTime,
                (d, v) => d with { LateTime = v })
            {
                Summary = "A row with a time before the entity's newest one is set aside and counted, or judged",
            },
            new TypedKey<DataDefinition, double>(
                "maxImputedShare", new NumberForm<double>(0, 1), d => d.MaxImputedShare, (d, v) => d with { MaxImputedShare = v })
            {
                Summary = "Largest share of missing values with which a row is still judged",
                Raising = "judges rows that are mostly filled in",
            },
            new TypedKey<DataDefinition, double>(
                "silenceFactor", new NumberForm<double>(0, 1_000_000), d => d.SilenceFactor, (d, v) => d with { SilenceFactor = v })
            {
                Summary = "A gap this many times the entity's usual interval is reported as silence; 0 is off",
                Unit = "intervals",
                Raising = "reports only longer gaps",
            },
        ]);

    /// <summary>The whole file.</summary>
    public static MappingForm<MonitorDefinition> Root { get; } = new(
        new MonitorDefinition { Name = "" },
        [
            new TypedKey<MonitorDefinition, string>("monitor", Identifier, d => d.Name, (d, v) => d with { Name = v })
            {
                IsRequired = true,
                Summary = "The monitor's name: part of alert ids, metrics, store keys and addresses, so renaming it starts afresh",
            },
            new TypedKey<MonitorDefinition, string?>(
                "description", new OptionalForm<string>(new TextForm(2000, lines: true)), d => d.Description, (d, v) => d with { Description = v })
            {
                Summary = "What the monitor is for, shown in the console. Changes no verdict",
            },
            new TypedKey<MonitorDefinition, string?>("source", new OptionalForm<string>(Identifier), d => d.Source, (d, v) => d with { Source = v })
            {
                Summary = "Name of a source of the service configuration; back-tests of files ignore it",
            },
            new TypedKey<MonitorDefinition, string>("entity", Field, d => d.EntityField, (d, v) => d with { EntityField = v })
            {
                Summary = "Field that names the entity",
            },
            new TypedKey<MonitorDefinition, string>("time", Field, d => d.TimeField, (d, v) => d with { TimeField = v })
            {
                Summary = "Field with the event time: seconds since 1970, ISO 8601, or a row number",
            },
            new TypedKey<MonitorDefinition, string>("label", Field, d => d.LabelField, (d, v) => d with { LabelField = v })
            {
                Summary = "Field with the known truth (0 or 1) where there is one: used by reports, never by the detector",
            },
            new TypedKey<MonitorDefinition, IReadOnlyList<FeatureDefinition>>(
                "features",
                new WordOrForm<IReadOnlyList<FeatureDefinition>, IReadOnlyList<FeatureDefinition>>(
                    "all",
                    [],
                    new ListForm<FeatureDefinition>(new FeatureForm(Field, FeatureKeys), 1, 100_000, ("name", f => f.Name)),
                    list => list,
                    (list, out inner) => (inner = list).Count > 0),
                d => d.Features,
                (d, v) => d with { Features = v })
            {
                Summary = "The features in row order, each the name of a numeric field or a mapping; all is every numeric field but entity, "
                    + "time and label",
            },
            new TypedKey<MonitorDefinition, int?>(
                "window", Auto(new IntegerForm<int>(1, 1024)), d => d.Window.Rows, (d, v) => d with { Window = new WindowDefinition { Rows = v } })
            {
                Summary = "Consecutive rows the model sees at once; auto is 1 when the encoded row has at least 8 inputs, else 8 ÷ inputs, "
                    + "rounded up",
                Unit = "rows",
                Raising = "lets the model see shapes in time, and costs inputs and detection sharpness",
            },
            new TypedKey<MonitorDefinition, ModelDefinition>("model", ModelKeys, d => d.Model, (d, v) => d with { Model = v })
            {
                Summary = "The autoencoder of each entity",
            },
            new TypedKey<MonitorDefinition, TrainingDefinition>("training", TrainingKeys, d => d.Training, (d, v) => d with { Training = v })
            {
                Summary = "From which rows, when and how long a model is trained",
            },
            new TypedKey<MonitorDefinition, CohortDefinition>(
                "cohort",
                new WordOrForm<CohortDefinition, CohortDefinition>(
                    "none",
                    new CohortDefinition { Enabled = false },
                    CohortKeys,
                    cohort => cohort,
                    (cohort, out inner) => (inner = cohort).Enabled),
                d => d.Cohort,
                (d, v) => d with { Cohort = v })
            {
                Summary = "The model that the entities share until each has its own; none turns it off",
            },
            new TypedKey<MonitorDefinition, ScoreDefinition>("score", ScoreKeys, d => d.Score, (d, v) => d with { Score = v })
            {
                Summary = "How a row becomes a score; higher is stranger",
            },
            new TypedKey<MonitorDefinition, ThresholdDefinition>(
                "threshold", ThresholdKeys, d => d.Threshold, (d, v) => d with { Threshold = v })
            {
                Summary = "Which scores are anomalous",
            },
            new TypedKey<MonitorDefinition, AlertDefinition>("alert", AlertKeys, d => d.Alert, (d, v) => d with { Alert = v })
            {
                Summary = "Which anomalous rows become alerts: at least m of the entity's last n rows",
            },
            new TypedKey<MonitorDefinition, DataDefinition>("data", DataKeys, d => d.Data, (d, v) => d with { Data = v })
            {
                Summary = "What is done about repeated, missing and silent data",
            },
        ]);

    /// <summary>The feature kinds that read no field, with their words.</summary>
    public static IReadOnlyList<(string Word, FeatureKind Kind)> ComputedKinds { get; } =
        [("hourOfDay", FeatureKind.HourOfDay), ("weekday", FeatureKind.Weekday), ("sinceLast", FeatureKind.SinceLast)];

    /// <summary>Dotted paths of all keys outside lists.</summary>
    public static IReadOnlyList<string> Paths { get; } =
        [.. Root.Keys.SelectMany(k => k.Name == "features" ? [k.Name] : k.Keys.Select(inner => $"{k.Name}.{inner.Name}").Prepend(k.Name))];

    /// <summary>The definition in <paramref name="root"/>; whether it may be used is for the errors of the context to say.</summary>
    public static MonitorDefinition? Read(YamlNode root, ReadContext context)
    {
        if (root.IsNull)
        {
            context.Errors.Add(1, 1, "", "", "the file is empty", context.Errors.Dialect.Beginning);
            return null;
        }

        Root.TryRead(root, "", "", context, out MonitorDefinition definition);
        if (root.Kind == YamlNodeKind.Mapping)
        {
            CombinationRules.Check(definition, context);
        }

        return definition;
    }

    public static JsonObject ToJson(MonitorDefinition definition) => Root.ToJson(definition)!.AsObject();

    /// <summary>Every effective value, always written the same way.</summary>
    public static string Canonical(MonitorDefinition definition) => ToJson(definition).ToJsonString();

    public static string Fingerprint(MonitorDefinition definition)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(definition with { Description = null })));
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }

    private static IntegerForm<int> Rows() => new(FewestRows, MostRows);

    private static WordOrForm<int?, int> Auto(Form<int> form) => OrWord("auto", form);

    private static WordOrForm<IReadOnlyList<int>?, IReadOnlyList<int>> Auto(ListForm<int> form) => new(
        "auto", null, form, list => list, (list, out inner) => (inner = list ?? []) is not null && list is not null);

    /// <summary>A value, or a word for none.</summary>
    internal static WordOrForm<T?, T> OrWord<T>(string word, Form<T> form)
        where T : struct =>
        new(word, null, form, value => value, (value, out inner) =>
        {
            inner = value.GetValueOrDefault();
            return value.HasValue;
        });
}
