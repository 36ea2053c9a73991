using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Metrics;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Training;

/// <summary>Values that nobody observed count neither in training nor in a score.</summary>
public sealed class MaskedTrainingTests
{
    private const int Features = 6;
    private const int Rows = 800;
    private const float NaN = float.NaN;

    private static readonly MonitorDefinition Masked = TestMonitors.Quick with
    {
        Model = new ModelDefinition { Hidden = [8], Latent = 2 },
        Training = new TrainingDefinition { HistoryRows = 2000, MinRows = 40, Epochs = 60, MinSteps = 1500, LearningRate = 0.01 },
        Score = new ScoreDefinition { Residuals = ResidualScaling.Plain },
        Data = new DataDefinition { Missing = MissingPolicy.Mask, MaxImputedShare = 1, SilenceFactor = 0 },
    };

    /// <summary>Of independent rows, what the last one had says nothing about a gap: a model that was told of the gaps judges them better.</summary>
    [Fact]
    public void Run_SparseRows_JudgesThemBetterThanFilledOnes()
    {
        double masked = Separation(Masked);
        double filled = Separation(Masked with { Data = Masked.Data with { Missing = MissingPolicy.Fill } });
        Assert.True(masked > filled + 0.05, $"masked {masked:F3}, filled {filled:F3}");
    }

    [Fact]
    public void Run_SparseRows_GivesFiniteFiguresAndWeights()
    {
        MonitorPlan plan = TestMonitors.Plan(Masked with { Score = new ScoreDefinition() }, Features);
        EntityModel model = Train(plan, new Driver(plan), missing: 0.5).Model!;
        Assert.All(model.Parameters, p => Assert.True(float.IsFinite(p)));
        Assert.True(float.IsFinite(model.HeldOutError) && model.HeldOutError > 0);
        Assert.True(float.IsFinite(model.Calibration.ScoreAt(0.999)));
        Assert.All(
            model.Parameters[plan.Architecture.ErrorWeightOffset..(plan.Architecture.ErrorWeightOffset + Features)],
            weight => Assert.InRange(weight, 1, 1e4f));
    }

    /// <summary>A calibration of rows with gaps must be one of the scores that are judged.</summary>
    [Theory]
    [InlineData(ScoreKind.Reconstruction)]
    [InlineData(ScoreKind.ReconstructionProbability)]
    public void Run_SparseRows_CalibratesWhatIsJudged(ScoreKind score)
    {
        MonitorDefinition definition = Masked with
        {
            Model = Masked.Model with { Kind = score == ScoreKind.Reconstruction ? ModelKind.Autoencoder : ModelKind.Vae, Beta = 0.1f },
            Score = new ScoreDefinition { Kind = score, Samples = 20 },
        };
        MonitorPlan plan = TestMonitors.Plan(definition, Features);
        var driver = new Driver(plan);
        Assert.Equal(TrainingVerdict.Promote, Train(plan, driver, missing: 0.3).Verdict);
        for (int r = 0; r < 400; r++)
        {
            driver.Feed(Rows + r, Row(r, seed: 8, missing: 0.3));
        }

        // A tenth lies above the calibration's 90 % quantile, give or take what 400 rows and 160 held-out ones can say.
        Assert.InRange(driver.Verdicts[^400..].Average(v => v.Surprise > 1 ? 1 : 0), 0.03, 0.25);
    }

    [Theory]
    [InlineData(MissingPolicy.Mask)]
    [InlineData(MissingPolicy.Fill)]
    public void Judge_GapInAnEarlierRowOfTheWindow_CountsOnlyWhereItIsFilled(MissingPolicy missing)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Masked with { Window = new WindowDefinition { Rows = 2 }, Data = Masked.Data with { Missing = missing } }, channels: 2);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        driver.Feed(1, 3, 1);
        driver.Feed(2, NaN, 1);
        Verdict verdict = driver.Feed(3, 1, 1);

        // (1² + 1² + x² + 1²)/4, where x is 3 again or left out and the other three stand for it.
        Assert.Equal(missing == MissingPolicy.Fill ? 3 : 1, verdict.ReconstructionError, 1e-6f);
        Assert.False(verdict.Flags.HasFlag(VerdictFlags.Imputed));
    }

    [Fact]
    public void Judge_MaskedValue_IsReadAsNoughtAndNeverNamed()
    {
        MonitorPlan plan = TestMonitors.Plan(Masked, channels: 3);
        var entity = new EntityMonitor(plan, "e");
        entity.Promote(HandMade.Constant(plan, mean: 2));
        float[] encoded = new float[3];
        float[] row = new float[plan.Architecture.RowStride];
        entity.Prepare(1, [3, 3, 3], encoded, row);
        PreparedRow prepared = entity.Prepare(2, [5, NaN, 3], encoded, row);
        Assert.Equal([3f, 0, 1, 0], row);
        var verdict = default(Verdict);
        entity.Judge(prepared, new ScoredRow(encoded, row, [0, -9, 0, 0], 99, 0), explain: true, ref verdict);
        Assert.Equal((9 + 1) / 2f, verdict.ReconstructionError, 1e-6f);
        Assert.Equal((0, 0.9f), (verdict.Top[0].Source, MathF.Round(verdict.Top[0].Share, 5)));
        Assert.Equal(2, verdict.Top[1].Source);
        Assert.Equal(-1, verdict.Top[2].Source);
    }

    /// <summary>With a reconstruction of 0 and weights of 1, −log p = ½·Σ(log 2π + x²); what is there stands for what is not.</summary>
    [Theory]
    [InlineData(MissingPolicy.Mask)]
    [InlineData(MissingPolicy.Fill)]
    public void Judge_ReconstructionProbabilityOfARowWithAGap_IsOfItsValues(MissingPolicy missing)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Masked with
            {
                Model = new ModelDefinition { Kind = ModelKind.Vae },
                Score = new ScoreDefinition { Kind = ScoreKind.ReconstructionProbability },
                Data = Masked.Data with { Missing = missing },
            },
            channels: 2);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        double logTwoPi = Math.Log(2 * Math.PI);
        Assert.Equal((0.5 * 2 * logTwoPi) + (0.5 * (9 + 1)), driver.Feed(1, 3, 1).Score, 1e-4);
        Assert.Equal(2 * 0.5 * (logTwoPi + 4), driver.Feed(2, 2, NaN).Score, 1e-4);
        Assert.Equal(0, driver.Feed(3, NaN, NaN).Score);
    }

    [Fact]
    public void Judge_NothingObserved_ScoresNought()
    {
        MonitorPlan plan = TestMonitors.Plan(Masked, channels: 2);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal(0, driver.Feed(1, NaN, NaN).Score);
    }

    /// <summary>The share of rows with one wrong value that score above ordinary ones (ROC-AUC), all with gaps.</summary>
    private static double Separation(MonitorDefinition definition)
    {
        MonitorPlan plan = TestMonitors.Plan(definition, Features);
        var driver = new Driver(plan);
        Assert.Equal(TrainingVerdict.Promote, Train(plan, driver, missing: 0.3).Verdict);
        float[] scores = new float[400];
        byte[] labels = new byte[scores.Length];
        for (int r = 0; r < scores.Length; r++)
        {
            float[] row = Row(r, seed: 9, missing: 0.3);
            if (r % 4 == 3)
            {
                labels[r] = 1;
                int wrong = Array.FindIndex(row, value => !float.IsNaN(value));
                row[wrong] += row[wrong] > 0 ? -1.5f : 1.5f;
            }

            scores[r] = driver.Feed(Rows + r, row).Score;
        }

        return RocAuc.Compute(scores, labels)!.Value;
    }

    private static TrainingResult Train(MonitorPlan plan, Driver driver, double missing)
    {
        for (int r = 0; r < Rows; r++)
        {
            driver.Feed(r, Row(r, seed: 7, missing));
        }

        TrainingResult result = ModelTraining.Run(driver.Monitor.BeginTraining(), new SimdScorer());
        driver.Monitor.CompleteTraining(result);
        Assert.Equal(plan.MasksMissing, plan.TrainingOptions.MaskMissing);
        return result;
    }

    /// <summary>Independent rows of two factors that all features share.</summary>
    private static float[] Row(int r, ulong seed, double missing)
    {
        var random = new PhiloxRandom(seed, (ulong)r);
        float a = random.NextGaussian(), b = random.NextGaussian();
        float[] row = new float[Features];
        for (int f = 0; f < Features; f++)
        {
            float angle = f * MathF.PI / Features;
            float value = (MathF.Cos(angle) * a) + (MathF.Sin(angle) * b) + (0.05f * random.NextGaussian());
            row[f] = random.NextSingle() < missing ? NaN : value;
        }

        return row;
    }
}
