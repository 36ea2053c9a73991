using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StreamAe.Monitoring.Definitions.Yaml;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>
/// The table of all keys of a monitor file. Reading, range checks, writing, the JSON Schema, the reference page and the
/// fingerprint are all made from it; defaults are those of the definition records.
/// </summary>
internal static class MonitorKeys
{
    private static readonly MappingForm<CohortDefinition> CohortKeys = new(
        new CohortDefinition(),
        [
            new TypedKey<CohortDefinition, int>("minRows", SharedForms.Rows(), c => c.MinRows, (c, v) => c with { MinRows = v })
            {
                Summary = "Rows of all entities together before the shared model is trained",
                Unit = "rows",
                Raising = "gives a better shared model, later",
            },
            new TypedKey<CohortDefinition, int>("maxRows", SharedForms.Rows(), c => c.MaxRows, (c, v) => c with { MaxRows = v })
            {
                Summary = "Most rows the shared model is trained from",
                Unit = "rows",
                Raising = "costs time and memory",
            },
        ]);

    private static readonly (string Word, ScoreChannels Value)[] ChannelWords =
    [
        ("residual", ScoreChannels.Residual),
        ("smoothedResidual", ScoreChannels.SmoothedResidual),
        ("model", ScoreChannels.Model),
    ];

    private static readonly WordOrForm<ScoreChannels, IReadOnlyList<ScoreChannels>> ChannelsForm = new(
        "none",
        ScoreChannels.None,
        new ListForm<ScoreChannels>(
            new ChoiceForm<ScoreChannels>(ChannelWords), 1, ChannelWords.Length, ("channel", c => ChannelWords.First(w => w.Value == c).Word)),
        list => list.Aggregate(ScoreChannels.None, (all, one) => all | one),
        (channels, out list) => (list = [.. ChannelWords.Select(w => w.Value).Where(c => channels.HasFlag(c))]).Count > 0);

    private static readonly MappingForm<ScoreDefinition> ScoreKeys = new(
        new ScoreDefinition(),
        [
            new TypedKey<ScoreDefinition, ScoreKind>(
                "kind",
                new ChoiceForm<ScoreKind>(
                    ("reconstruction", ScoreKind.Reconstruction),
                    ("kl", ScoreKind.Kl),
                    ("elbo", ScoreKind.Elbo),
                    ("reconstructionProbability", ScoreKind.ReconstructionProbability)),
                s => s.Kind,
                (s, v) => s with { Kind = v })
            {
                Summary = "Reconstruction error; kl, the divergence of the latent code; elbo, the two together; reconstructionProbability, the "
                    + "row's mean negative log probability over reconstructions of drawn codes. The last three need a vae",
            },
            new TypedKey<ScoreDefinition, int>("samples", new IntegerForm<int>(1, 1000), s => s.Samples, (s, v) => s with { Samples = v })
            {
                Summary = "Codes drawn for one reconstruction probability",
                Unit = "codes",
                Raising = "makes the score steadier and costs that much more time",
            },
            new TypedKey<ScoreDefinition, ResidualScaling>(
                "residuals",
                new ChoiceForm<ResidualScaling>(
                    ("scaled", ResidualScaling.Scaled), ("plain", ResidualScaling.Plain), ("joint", ResidualScaling.Joint)),
                s => s.Residuals,
                (s, v) => s with { Residuals = v })
            {
                Summary = "scaled divides each squared residual by that feature's residual variance in training, so that features the model "
                    + "predicts well count when they are wrong; plain does not; joint takes residuals and values together, as the Mahalanobis distance "
                    + "from those of training: for tables, with at most 256 inputs, whose models it makes larger",
            },
            new TypedKey<ScoreDefinition, DriftHandling>(
                "drift",
                new ChoiceForm<DriftHandling>(("none", DriftHandling.None), ("follow", DriftHandling.Follow)),
                s => s.Drift,
                (s, v) => s with { Drift = v })
            {
                Summary = "follow lets centre and spread of each residual follow slow change, a three-hundredth of a standard deviation a row at most: "
                    + "drift is absorbed, an anomaly is not. For streams, not for independent rows",
            },
            new TypedKey<ScoreDefinition, ScoreChannels>("channels", ChannelsForm, s => s.Channels, (s, v) => s with { Channels = v })
            {
                Summary = "What of a row is measured against the entity's own past: residual, the size of the value, what is seasonal taken away; "
                    + "smoothedResidual, the size of its running mean; model, the size of what the model did not expect. The score is then the mean "
                    + "of their surprises, −log10 of how rare each is, learned from every row as it comes. For one numeric feature; none scores a "
                    + "row by its model alone",
            },
            new TypedKey<ScoreDefinition, IReadOnlyList<TailsDefinition>>("tails", TailKeys.ListForm, s => s.Tails, (s, v) => s with { Tails = v })
            {
                Summary = "Channels of which the largest surprise, in nats, is the score: of each the signed residual of a judged feature, less where the "
                    + "entity's own lie, by how rare it is among all entities that it is as large. What is smaller than expected is not surprising",
            },
            new TypedKey<ScoreDefinition, TimeSpan?>(
                "evidence",
                SharedForms.OrWord("none", new DurationForm(TimeSpan.FromMinutes(1), TimeSpan.FromDays(365))),
                s => s.Evidence,
                (s, v) => s with { Evidence = v })
            {
                Summary = "Event time in which the evidence of surprising rows halves, which raises the score of the entity's later ones; with tails only",
                Raising = "remembers longer",
            },
            new TypedKey<ScoreDefinition, int>("smoothing", new IntegerForm<int>(1, 1000), s => s.Smoothing, (s, v) => s with { Smoothing = v })
            {
                Summary = "Exponential smoothing of the scores of an entity with weight 2 ÷ (n + 1); 1 is off. With channels, of the smoothed residual",
                Unit = "rows",
                Raising = "drops short spikes and finds long weak anomalies, later",
            },
            new TypedKey<ScoreDefinition, double>("clip", new NumberForm<double>(1, 1000), s => s.Clip, (s, v) => s with { Clip = v })
            {
                Summary = "Standardised values are cut off this far from their mean, so that one wild value counts no more; with scale: minMax, so many "
                    + "ranges from the smallest value; with robust, so many spreads from the median; with asinh, after it",
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
            new TypedKey<ThresholdDefinition, double?>(
                "budget",
                SharedForms.OrWord("none", new NumberForm<double>(0, ThresholdRule.LargestBudget, openMin: true)),
                t => t.Budget,
                (t, v) => t with { Budget = v })
            {
                Summary = "In place of quantile: how many rows a day of an entity that is as usual may be anomalous, whatever the rate at which its rows "
                    + "come; what m of n and cooldown let through is fewer",
                Unit = "rows a day",
                Raising = "alerts more and misses less",
            },
            new TypedKey<ThresholdDefinition, double?>(
                "static",
                SharedForms.OrWord("none", new NumberForm<double>(-ThresholdRule.LargestScore, ThresholdRule.LargestScore)),
                t => t.Static,
                (t, v) => t with { Static = v })
            {
                Summary = "In place of quantile: the score above which a row of any entity is anomalous, in units of score.kind",
                Raising = "alerts less and misses more",
            },
            new TypedKey<ThresholdDefinition, double?>(
                "robustZ",
                SharedForms.OrWord("none", new NumberForm<double>(0, ThresholdRule.LargestDeviations, openMin: true)),
                t => t.RobustZ,
                (t, v) => t with { RobustZ = v })
            {
                Summary = "In place of quantile: so far above the median of an entity's calibrated scores, in multiples of 1.4826 times their median "
                    + "absolute deviation",
                Unit = "standard deviations",
                Raising = "alerts less and misses more",
            },
            new TypedKey<ThresholdDefinition, double?>(
                "pot",
                SharedForms.OrWord("none", new NumberForm<double>(0, ThresholdRule.LargestRisk, openMin: true)),
                t => t.Pot,
                (t, v) => t with { Pot = v })
            {
                Summary = "In place of quantile: the probability that a normal row is above the threshold, by peaks over threshold: a generalised Pareto "
                    + "tail of the entity's scores that goes on learning from live ones",
                Raising = "alerts more and misses less",
            },
            new TypedKey<ThresholdDefinition, double>(
                "adaptation", new NumberForm<double>(0, 0.1), t => t.Adaptation, (t, v) => t with { Adaptation = v })
            {
                Summary = "How fast an entity's threshold rises while its rows are anomalous: by this share a row, and back so much more slowly that the "
                    + "asked share of anomalous rows holds in the long run. A threshold that has doubled is reported as a shift; 0 is off",
                Raising = "ends the alarm of a lasting shift sooner, and that of a long anomaly too",
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
            new TypedKey<DataDefinition, MissingPolicy>(
                "missing",
                new ChoiceForm<MissingPolicy>(("fill", MissingPolicy.Fill), ("mask", MissingPolicy.Mask)),
                d => d.Missing,
                (d, v) => d with { Missing = v })
            {
                Summary = "What stands for a missing value: fill, the last one, which does not count in the score of the row that lacks it; mask, "
                    + "nothing: the model reads 0 there, and the place counts neither in training nor in any score",
            },
            new TypedKey<DataDefinition, double>(
                "maxImputedShare", new NumberForm<double>(0, 1), d => d.MaxImputedShare, (d, v) => d with { MaxImputedShare = v })
            {
                Summary = "Largest share of missing values with which a row is still judged",
                Raising = "judges rows that are mostly unknown",
            },
            new TypedKey<DataDefinition, double>(
                "silenceFactor", new NumberForm<double>(0, 1_000_000), d => d.SilenceFactor, (d, v) => d with { SilenceFactor = v })
            {
                Summary = "A gap this many times the entity's usual interval is reported as silence; 0 is off",
                Unit = "intervals",
                Raising = "reports only longer gaps",
            },
            new TypedKey<DataDefinition, double>(
                "stuckFactor", new NumberForm<double>(0, 1_000_000), d => d.StuckFactor, (d, v) => d with { StuckFactor = v })
            {
                Summary = "A number that stays the same for this many times its usual run of equal values, and for ten rows at least, is reported as stuck: "
                    + "a sensor that hangs may do so in the middle of what is usual. 0 is off",
                Unit = "runs",
                Raising = "reports only longer runs",
            },
            new TypedKey<DataDefinition, int>(
                "lateRows", new IntegerForm<int>(0, 64), d => d.LateRows, (d, v) => d with { LateRows = v })
            {
                Summary = "An entity of whose last 64 rows so many came with a time before its newest, refused by lateTime or judged, is reported as late: a clock "
                    + "was set back or ran ahead, or uploads are held up. 0 is off",
                Unit = "rows",
                Raising = "reports only more of them",
            },
        ]);

    /// <summary>The whole file.</summary>
    public static MappingForm<MonitorDefinition> Root { get; } = new(
        new MonitorDefinition { Name = "" },
        [
            new TypedKey<MonitorDefinition, string>("monitor", SharedForms.Identifier, d => d.Name, (d, v) => d with { Name = v })
            {
                IsRequired = true,
                Summary = "The monitor's name: part of alert ids, metrics, store keys and addresses, so renaming it starts afresh",
            },
            new TypedKey<MonitorDefinition, string?>(
                "description", new OptionalForm<string>(new TextForm(2000, lines: true)), d => d.Description, (d, v) => d with { Description = v })
            {
                Summary = "What the monitor is for, shown in the console. Changes no verdict",
            },
            new TypedKey<MonitorDefinition, string?>("source", new OptionalForm<string>(SharedForms.Identifier), d => d.Source, (d, v) => d with { Source = v })
            {
                Summary = "Name of a source of the service configuration; back-tests of files ignore it",
            },
            new TypedKey<MonitorDefinition, string>("entity", SharedForms.Field, d => d.EntityField, (d, v) => d with { EntityField = v })
            {
                Summary = "Field that names the entity",
            },
            new TypedKey<MonitorDefinition, string>("time", SharedForms.Field, d => d.TimeField, (d, v) => d with { TimeField = v })
            {
                Summary = "Field with the event time: seconds since 1970, ISO 8601, or a row number",
            },
            new TypedKey<MonitorDefinition, string>("label", SharedForms.Field, d => d.LabelField, (d, v) => d with { LabelField = v })
            {
                Summary = "Field with the known truth (0 or 1) where there is one: used by reports, never by the detector",
            },
            new TypedKey<MonitorDefinition, IReadOnlyList<FeatureDefinition>>(
                "features",
                new WordOrForm<IReadOnlyList<FeatureDefinition>, IReadOnlyList<FeatureDefinition>>(
                    "all",
                    [],
                    new ListForm<FeatureDefinition>(new FeatureForm(SharedForms.Field, FeatureKeys.Form), 1, 100_000, ("name", f => f.Name)),
                    list => list,
                    (list, out inner) => (inner = list).Count > 0),
                d => d.Features,
                (d, v) => d with { Features = v })
            {
                Summary = "The features in row order, each the name of a numeric field or a mapping; all is every numeric field but entity, "
                    + "time and label",
            },
            new TypedKey<MonitorDefinition, int?>(
                "window", SharedForms.Auto(new IntegerForm<int>(1, 1024)), d => d.Window.Rows, (d, v) => d with { Window = new WindowDefinition { Rows = v } })
            {
                Summary = "Consecutive rows the model sees at once; auto is 1 when the encoded row has at least 8 inputs, else 8 ÷ inputs, "
                    + "rounded up",
                Unit = "rows",
                Raising = "lets the model see shapes in time, and costs inputs and detection sharpness",
            },
            new TypedKey<MonitorDefinition, bool>("differences", new BooleanForm(), d => d.Differences, (d, v) => d with { Differences = v })
            {
                Summary = "Whether a row also holds the change of each reconstructed feature since the entity's row before: it tells what moved, and "
                    + "doubles the inputs",
            },
            new TypedKey<MonitorDefinition, int>("lags", new IntegerForm<int>(0, 1024), d => d.Lags, (d, v) => d with { Lags = v })
            {
                Summary = "Rows before the newest whose reconstructed features a model is given as context, while the newest is hidden from it when "
                    + "it judges: it is predicted, not copied",
                Unit = "rows",
                Raising = "lets the model see longer shapes, and costs inputs",
            },
            new TypedKey<MonitorDefinition, Season>(
                "season",
                new ChoiceForm<Season>(("none", Season.None), ("hourly", Season.Hourly)),
                d => d.Season,
                (d, v) => d with { Season = v })
            {
                Summary = "What is taken away from every reconstructed number before it is scaled: hourly, what the entity usually shows at that hour "
                    + "of the day (UTC), weekdays and weekends apart, learned as rows come",
            },
            new TypedKey<MonitorDefinition, InputScale>(
                "scale",
                SharedForms.Scale,
                d => d.Scale,
                (d, v) => d with { Scale = v })
            {
                Summary = "How the values of the features are brought to one scale: standard, mean 0 and standard deviation 1; robust, "
                    + "(x − median) ÷ s with a spread s that outliers do not move, IQR ÷ 1.349; minMax, from 0 at the smallest to 1 at the largest value "
                    + "of the training rows, broken readings left out; asinh, asinh((x − median) ÷ s): nearly straight within s, logarithmic far out. "
                    + "A feature may have a scale of its own",
            },
            new TypedKey<MonitorDefinition, ModelDefinition>("model", ModelKeys.Form, d => d.Model, (d, v) => d with { Model = v })
            {
                Summary = "The autoencoder of each entity",
            },
            new TypedKey<MonitorDefinition, TrainingDefinition>("training", TrainingKeys.Form, d => d.Training, (d, v) => d with { Training = v })
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
            new TypedKey<MonitorDefinition, AlertDefinition>("alert", AlertKeys.Form, d => d.Alert, (d, v) => d with { Alert = v })
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
        [("hourOfDay", FeatureKind.HourOfDay), ("weekday", FeatureKind.Weekday), ("sinceLast", FeatureKind.SinceLast), ("numbers", FeatureKind.Numbers)];

    /// <summary>Dotted paths of all keys outside lists.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. Root.Keys.SelectMany(k => PathsOf(k, ""))];

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

    private static IEnumerable<string> PathsOf(KeyDescription key, string prefix) => key.Name == "features"
        ? [prefix + key.Name]
        : key.Keys.SelectMany(inner => PathsOf(inner, $"{prefix}{key.Name}.")).Prepend(prefix + key.Name);
}
