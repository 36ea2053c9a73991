using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>
/// A stream in which everything happens within a second of computing: a cohort's model, own models, retrainings, anomalies, shifts, gaps,
/// silences, late and repeated rows.
/// </summary>
internal static class Population
{
    public const int Channels = 3;

    /// <summary>The last rows of the first entity, which are another behaviour.</summary>
    private const int Shifted = 40;

    public static Schema Schema { get; } = TestMonitors.Numbers(Channels);

    public static MonitorDefinition Definition { get; } = TestMonitors.Quick with
    {
        Window = new WindowDefinition { Rows = 2 },
        Differences = true,
        Training = new TrainingDefinition
        {
            HistoryRows = 60,
            MinRows = 50,
            Epochs = 2,
            MinSteps = 10,
            Every = TimeSpan.FromSeconds(50),
            LearningRate = 0.01,
            OnDrift = new OnDriftDefinition { Detector = DriftDetector.PageHinkley, Threshold = 5, MinRows = 20 },
        },
        Cohort = new CohortDefinition { MinRows = 101, MaxRows = 300 },
        Threshold = new ThresholdDefinition { Quantile = 0.98, Adaptation = 0.1 },
        Score = new ScoreDefinition { Smoothing = 2, Drift = DriftHandling.Follow },
        Alert = new AlertDefinition { M = 2, N = 4, Cooldown = TimeSpan.FromSeconds(3), Peak = TimeSpan.FromSeconds(20) },
        Data = new DataDefinition { SilenceFactor = 15, MaxImputedShare = 0.4 },
    };

    /// <summary>The same stream under a conditional vae that masks what is missing and scores by sampling.</summary>
    public static MonitorDefinition Sampled { get; } = Definition with
    {
        Features =
        [
            FeatureDefinition.Number("x0"),
            FeatureDefinition.Number("x1") with { IsContext = true },
            FeatureDefinition.Number("x2"),
            FeatureDefinition.HourOfDay,
            FeatureDefinition.SinceLast,
        ],
        Model = new ModelDefinition { Kind = ModelKind.Vae, Beta = 0.1f },
        Score = new ScoreDefinition { Kind = ScoreKind.ReconstructionProbability, Samples = 5 },
        Data = Definition.Data with { Missing = MissingPolicy.Mask },
    };

    /// <summary>The same stream with what operators may ask of it: a tail that goes on learning, hysteresis, quiet hours, numbers that stand still,
    /// rows that come late.</summary>
    public static MonitorDefinition Held { get; } = Definition with
    {
        Threshold = new ThresholdDefinition { Pot = 0.02, Adaptation = 0.05 },
        Alert = Definition.Alert with
        {
            Release = 0.7,
            Peak = TimeSpan.Zero,
            Quiet = [new QuietDefinition { From = new TimeOnly(0, 1), To = new TimeOnly(0, 4), Below = Monitoring.Alerts.AlertSeverity.Critical }],
        },
        Data = Definition.Data with { StuckFactor = 4, LateRows = 2 },
    };

    /// <summary>The same stream by what its numbers did before, and with scales of single features.</summary>
    public static MonitorDefinition Derived { get; } = Definition with
    {
        Features =
        [
            FeatureDefinition.Number("x0") with { Scale = InputScale.Robust },
            FeatureDefinition.Number("x2") with { Scale = InputScale.Asinh },
            FeatureDefinition.History(FeatureKind.Rate, "rate", ["x0"], "1m") with { Per = TimeSpan.FromMinutes(1), Scale = InputScale.Asinh },
            FeatureDefinition.History(FeatureKind.Change, "change", ["x1"]),
            FeatureDefinition.History(FeatureKind.RollingMean, "rollingMean", ["x0"], "20s") with { Within = TimeSpan.FromSeconds(20), IsContext = true },
            FeatureDefinition.History(FeatureKind.RollingDeviation, "rollingDeviation", ["x1"], "20s") with { Within = TimeSpan.FromSeconds(20) },
            FeatureDefinition.History(FeatureKind.RollingMin, "rollingMin", ["x2"], "8s") with { Within = TimeSpan.FromSeconds(8) },
            FeatureDefinition.History(FeatureKind.RollingMax, "rollingMax", ["x1"], "30s") with { Within = TimeSpan.FromSeconds(30), Scale = InputScale.MinMax },
        ],
        Data = Definition.Data with { LateTime = LateTimePolicy.Accept, RepeatedTime = RepeatedTimePolicy.Accept },
    };

    /// <summary>One number of the stream as a series of its own: season, lags, channels, peaks, trained as rows grow.</summary>
    public static MonitorDefinition OfSeries { get; } = TestMonitors.Quick with
    {
        Features =
        [
            FeatureDefinition.Number("x0"),
            FeatureDefinition.Number("x1") with { IsContext = true },
            FeatureDefinition.Number("x2") with { IsContext = true },
            FeatureDefinition.HourOfDay,
        ],
        Window = new WindowDefinition(),
        Season = Season.Hourly,
        Lags = 4,
        Scale = InputScale.Asinh,
        Model = new ModelDefinition { Kind = ModelKind.Vae, Hidden = [6], Latent = 2 },
        Training = new TrainingDefinition { HistoryRows = 100, MinRows = 40, Epochs = 2, MinSteps = 10, Growth = 1.5, LearningRate = 0.01 },
        Score = new ScoreDefinition
        {
            Channels = ScoreChannels.Residual | ScoreChannels.SmoothedResidual | ScoreChannels.Model,
            Smoothing = 5,
        },
        Threshold = new ThresholdDefinition { Quantile = 0.9 },
        Alert = new AlertDefinition { Peak = TimeSpan.FromSeconds(20) },
        Data = new DataDefinition { SilenceFactor = 15 },
    };

    public static List<SourceRow> Rows(int entities = 6, int rowsEach = 160, ulong seed = 12)
    {
        var random = new PhiloxRandom(seed);
        var rows = new List<SourceRow>();
        double[] seconds = new double[entities];
        int[] counts = new int[entities];
        float[][] waves = [.. Enumerable.Range(0, entities).Select(e => Series.Waves(rowsEach, Channels, seed + (ulong)e))];
        while (counts.Any(c => c < rowsEach))
        {
            int e = random.NextInt32(entities);
            if (counts[e] == rowsEach)
            {
                continue;
            }

            int row = counts[e]++;
            float[] values = waves[e][(row * Channels)..((row + 1) * Channels)];
            values[2] += e == 0 && row >= rowsEach - Shifted ? 8 : 0;
            int kind = random.NextInt32(60);
            seconds[e] += kind switch { 0 => 0, 1 => 60, _ => 1 };
            double second = kind == 2 ? seconds[e] - 5 : seconds[e];
            switch (kind)
            {
                case 3:
                    values[0] = float.NaN;
                    break;
                case 4:
                    (values[0], values[1]) = (float.NaN, float.NaN);
                    break;
                case 5 or 6 or 7:
                    values[1] += 9;
                    break;
            }

            rows.Add(new SourceRow($"e{e}", EventTime.FromSeconds(second), values, Schema));
        }

        return rows;
    }
}
