using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Plans;

/// <summary>
/// A monitor definition bound to the channels of a source: how rows are made, the shape of the models and the arena they live in.
/// Shared by all entities with these channels; immutable but for the cohort's model, which is switched between polls.
/// </summary>
public sealed class MonitorPlan
{
    /// <summary>An automatic window makes rows at least this wide: a model needs several related inputs to find one of them odd.</summary>
    private const int MinRowWidth = 8;

    // A score that overflowed is as large as a score gets, and stays comparable.
    private const float LargestScore = 1e30f;

    private readonly int[] _sourceOf;
    private readonly float[] _votes;
    private readonly ScoreKind _scoreKind;
    private volatile ResidentModel? _cohort;

    public MonitorPlan(MonitorDefinition definition, Schema schema)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(schema);
        Definition = definition;
        Schema = schema;
        Encoder = new FeatureEncoder(definition, schema);
        int features = Encoder.ReconstructedCount;
        Lags = definition.Lags;
        WindowRows = definition.Window.Rows ?? (Lags > 0 || definition.Model.Predict ? 1 : (MinRowWidth + features - 1) / features);
        SpanRows = WindowRows + Lags;
        DifferenceCount = definition.Differences ? features : 0;
        Architecture = EngineOptions.ArchitectureOf(
            definition, checked((features * WindowRows) + DifferenceCount), checked(Encoder.ContextCount + (features * Lags)));
        if (definition.Score.Residuals == ResidualScaling.Joint && Architecture.Features > JointDistance.MaxFeatures)
        {
            throw new ArgumentException(
                $"Monitor {definition.Name} has {Architecture.Features} inputs; score.residuals joint takes at most {JointDistance.MaxFeatures}. "
                + "Write scaled, or fewer features.",
                nameof(definition));
        }

        JoinsResiduals = definition.Score.Residuals == ResidualScaling.Joint;
        Arena = new ModelArena(Architecture);
        ReconstructedCount = features;
        HistoryPages = RowHistory.CreatePages(Encoder.Count);
        Digests = ModelDigest.CreateArena(Encoder.Count, DifferenceCount);
        Memory = new EntityMemory(definition, Encoder, schema, Architecture.Features);
        if (Memory.Channels is not null && (features != 1 || !Encoder.IsNumber(0)))
        {
            throw new ArgumentException(
                $"Monitor {definition.Name} scores by channels, which measure one number; its rows reconstruct {features} inputs. Name one numeric "
                + "field as its feature, make the others context, or remove score.channels.",
                nameof(schema));
        }

        EncodedFloats = Encoder.Count + (Memory.Removal?.Count ?? 0);
        CohortFlag = definition.Training.Own ? VerdictFlags.Provisional : VerdictFlags.None;
        Asinh = Encoder.AsinhUnder(definition.Scale);
        IsAsinh = !Asinh.Contains(false);
        MixesAsinh = !IsAsinh && Asinh.Contains(true);
        Threshold = new PlannedThreshold(definition, cohort: schema.ToString());
        Adaptation = new ThresholdAdaptation(definition.Threshold.Adaptation, Threshold.AskedShare);
        MasksMissing = definition.Data.Missing == MissingPolicy.Mask;
        MaxMissing = definition.Data.MaxImputedShare * Encoder.Count;
        SilenceFactor = definition.Data.SilenceFactor;
        AlertWindow = definition.Alert.N == 64 ? ulong.MaxValue : (1UL << definition.Alert.N) - 1;
        ScoresRowsAlone = definition is { Score: { Smoothing: 1, Drift: DriftHandling.None, Channels: ScoreChannels.None, Tails.Count: 0 } }
            && !ProbabilityScores.AreNeededBy(definition);
        TakesErrors = !Memory.FollowsDrift && !JoinsResiduals && !MasksMissing;
        HasHysteresis = definition.Alert.Release < 1;
        _scoreKind = definition.Score.Kind;
        IsErrorScore = _scoreKind is not (ScoreKind.Kl or ScoreKind.Elbo or ScoreKind.ReconstructionProbability);
        TrainingOptions = EngineOptions.TrainingOf(definition);
        MissingMark = MasksMissing ? Unobserved.Mark : 0;
        Compatibility = (definition with
        {
            Description = null,
            Source = null,
            Model = definition.Model with { Initialization = InitializationKind.Automatic },
            Training = new TrainingDefinition
            {
                HistoryRows = definition.Training.HistoryRows,
                Growth = definition.Training.Growth is null ? null : 2,
                OnDrift = new OnDriftDefinition { Detector = definition.Training.OnDrift.Detector },
            },
            Cohort = new CohortDefinition(),
            Threshold = new ThresholdDefinition { Pot = Memory.LearnsExcess ? ThresholdRule.LargestRisk : null },
            Alert = new AlertDefinition { Peak = Memory.SeesPeaks ? TimeSpan.FromDays(1) : TimeSpan.Zero },
            Data = new DataDefinition { Missing = definition.Data.Missing, StuckFactor = Memory.Stuck is null ? 0 : 2, LateRows = Memory.SeesLateRows ? 1 : 0 },
        }).Fingerprint + ":" + schema;
        Identity = IdentityOf(Compatibility);
        _sourceOf = new int[Encoder.Count];
        _votes = new float[Encoder.Count];
        for (int source = 0; source < Encoder.SourceCount; source++)
        {
            (int first, int count) = Encoder.RangeOf(source);
            _sourceOf.AsSpan(first, count).Fill(source);
            _votes.AsSpan(first, count).Fill(Encoder.HasVote(first) ? 1f / count : 0);
        }
    }

    public MonitorDefinition Definition { get; }

    public Schema Schema { get; }

    public FeatureEncoder Encoder { get; }

    /// <summary>Observations that make a row: the newest first, then the ones before it.</summary>
    public int WindowRows { get; }

    /// <summary>Observations before those whose reconstructed features are context.</summary>
    public int Lags { get; }

    /// <summary>Observations a row is made of: those that make it and those that are its context.</summary>
    public int SpanRows { get; }

    /// <summary>Residuals and values are put together; see <see cref="JointDistance"/>.</summary>
    internal bool JoinsResiduals { get; }

    /// <summary>Changes since the observation before that a row holds: those of all reconstructed features, or none.</summary>
    public int DifferenceCount { get; }

    /// <summary>
    /// Of <c>Encoder.ReconstructedCount × WindowRows + DifferenceCount</c> features, given <c>Encoder.ContextCount</c> of the newest
    /// observation and <c>Encoder.ReconstructedCount × Lags</c>. A row is [newest observation's reconstructed features][the one before …]
    /// [changes][context][reconstructed features of the observation before the window][the one before …][padding].
    /// </summary>
    public Architecture Architecture { get; }

    public ModelArena Arena { get; }

    /// <summary>What its models and the rows of its entities take. A model's parameters lie twice in memory: in the arena, and in what a
    /// training compares with and a commit stores.</summary>
    internal long UsedBytes =>
        (2 * Arena.Used * Arena.SlotBytes) + (Digests.Used * Digests.SlotBytes) + (HistoryPages.Used * HistoryPages.SlotBytes)
        + Memory.UsedBytes;

    /// <summary>Where the rows of all its entities lie.</summary>
    public SlotArena HistoryPages { get; }

    public TrainingOptions TrainingOptions { get; }

    /// <summary>What its entities remember beside their state, and where.</summary>
    internal EntityMemory Memory { get; }

    /// <summary>Floats of an encoded observation: its encoded features, and behind them what was seasonal of those that have a season.</summary>
    public int EncodedFloats { get; }

    /// <summary>How thresholds give way.</summary>
    internal ThresholdAdaptation Adaptation { get; }

    /// <summary>Bytes of an entity's stored state.</summary>
    public int StateBytes => EntityState.Bytes + (Memory.Floats * sizeof(float));

    /// <summary>Where the <see cref="ModelDigest"/> of every resident model lies.</summary>
    internal SlotArena Digests { get; }

    // What follows is read for every event: it stands here so that no event walks through encoder and definition for it.

    /// <summary>The encoder's.</summary>
    internal int ReconstructedCount { get; }

    /// <summary>With more missing encoded features a row is not judged.</summary>
    internal double MaxMissing { get; }

    /// <summary>See <see cref="DataDefinition.SilenceFactor"/>.</summary>
    internal double SilenceFactor { get; }

    /// <summary>The verdicts the alert policy looks back at, as bits, the newest lowest.</summary>
    internal ulong AlertWindow { get; }

    /// <summary>A score is what a scorer makes of its row, without anything that was learned of the entity's scores before.</summary>
    internal bool ScoresRowsAlone { get; }

    /// <summary>The error of a row without gaps is what the scorer returned: no drift is followed, no residuals are joined, nothing is masked.</summary>
    internal bool TakesErrors { get; }

    /// <summary>See <see cref="AlertDefinition.Release"/>.</summary>
    internal bool HasHysteresis { get; }

    /// <summary>What a verdict of the cohort's model carries: provisional, but where it serves for good.</summary>
    internal VerdictFlags CohortFlag { get; }

    /// <summary>The score is the reconstruction error.</summary>
    private bool IsErrorScore { get; }

    /// <summary>See <see cref="FeatureScaler.IsAsinh"/>.</summary>
    internal bool IsAsinh { get; }

    /// <summary>Some features have the scale asinh, and some another.</summary>
    internal bool MixesAsinh { get; }

    /// <summary>[F] see <see cref="FeatureScaler.Asinh"/>.</summary>
    internal bool[] Asinh { get; }

    /// <summary>What the rows of its entities are compared with.</summary>
    internal PlannedThreshold Threshold { get; }

    /// <summary>What stands in a row for a missing value of the window: 0, or the mark of a masked one.</summary>
    internal float MissingMark { get; }

    /// <summary>Missing values are masked, so that any row may hold some that do not count.</summary>
    internal bool MasksMissing { get; }

    /// <summary>The model entities use until they have their own; null until enough rows of the cohort were seen.</summary>
    public ResidentModel? Cohort
    {
        get => _cohort;
        set => _cohort = value;
    }

    /// <summary>
    /// What stored states and models depend on: channels, features, scale, window, model, score, masking and the length of the history, whose pages are
    /// numbered by it, and what entities remember. Where it differs from a store's, what is stored means something else; thresholds, alert policy and schedules may
    /// change freely.
    /// </summary>
    public string Compatibility { get; }

    /// <summary>Stands on states, pages and models, so that what is stored tells which plan it is of: see <see cref="IdentityOf"/>.</summary>
    public ulong Identity { get; }

    /// <summary>The number of a <see cref="Compatibility"/>.</summary>
    public static ulong IdentityOf(string compatibility) => StableHash.Of(compatibility);

    /// <summary>Gives a model a slot in the arena and the monitor's threshold.</summary>
    public ResidentModel MakeResident(EntityModel model) => new(Arena, Digests, model, Threshold.Of(model));

    /// <summary>The score the monitor chose, from what a scorer returns for a row; finite even where the scorer overflowed.</summary>
    /// <param name="reconstructionProbability">Nats; read only where the monitor scores by it.</param>
    public float ScoreOf(float reconstructionError, float klDivergence, float reconstructionProbability = 0)
    {
        float score = IsErrorScore ? reconstructionError : OtherScoreOf(reconstructionError, klDivergence, reconstructionProbability);
        return score < LargestScore ? score : LargestScore;
    }

    private float OtherScoreOf(float reconstructionError, float klDivergence, float reconstructionProbability) => _scoreKind switch
    {
        ScoreKind.Kl => klDivergence,
        ScoreKind.Elbo => (0.5f * reconstructionError * Architecture.Features) + (Definition.Model.Beta * klDivergence),
        _ => reconstructionProbability,
    };

    /// <summary>
    /// The share of an encoded feature in its feature's one vote: a category of eleven values is eleven inputs, and would otherwise drown an
    /// amount. 0 for context, and for hour and weekday, which say when, not what.
    /// </summary>
    public float VoteOf(int encoded) => _votes[encoded];

    /// <summary>Whether an entry of a row's reconstructed part is made of the newest observation: its value, or its change.</summary>
    internal bool IsOfNewest(int i) => i < ReconstructedCount || i >= ReconstructedCount * WindowRows;

    /// <summary>The monitor's feature an encoded feature belongs to.</summary>
    public int SourceOf(int encoded) => _sourceOf[encoded];
}
