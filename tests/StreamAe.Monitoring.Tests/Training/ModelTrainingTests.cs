using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Training;

public sealed class ModelTrainingTests
{
    private const int Features = 3;
    private const int Rows = 300;
    private const int FittingRows = 240;

    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Training = new TrainingDefinition { HistoryRows = 1000, MinRows = 40, Epochs = 40, MinSteps = 400, LearningRate = 0.01 },
    };

    [Fact]
    public void Run_SameRequest_GivesTheSameModelBitForBit()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        EntityModel first = Promoted(Train(plan, Series.Waves(Rows, Features)));
        EntityModel second = Promoted(Train(TestMonitors.Plan(Definition, Features), Series.Waves(Rows, Features)));
        Assert.Equal(EntityModelCodec.Write(first), EntityModelCodec.Write(second));
        EntityModel other = Promoted(Train(plan, Series.Waves(Rows, Features), seed: 6));
        Assert.NotEqual(first.Parameters, other.Parameters);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_OtherHeldOutRows_ChangeWeightsAndCalibrationOnly(int window)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Window = new WindowDefinition { Rows = window } }, Features);
        float[] rows = Series.Waves(Rows, Features);
        EntityModel one = Promoted(Train(plan, rows));

        // Turned round, one feature has the same scale, and nothing to do with the others any more.
        float[] turned = [.. Enumerable.Range(FittingRows, Rows - FittingRows).Select(r => rows[r * Features]).Reverse()];
        for (int r = FittingRows; r < Rows; r++)
        {
            rows[r * Features] = turned[r - FittingRows];
        }

        EntityModel two = Promoted(Train(plan, rows));
        int trainable = plan.Architecture.ErrorWeightOffset;
        Assert.Equal(one.Parameters[..trainable], two.Parameters[..trainable]);
        Assert.NotEqual(one.Parameters[trainable..], two.Parameters[trainable..]);
        Assert.Equal(one.Scaler.Means.ToArray(), two.Scaler.Means.ToArray());
        Assert.Equal(one.Scaler.Deviations.ToArray(), two.Scaler.Deviations.ToArray());
        Assert.NotEqual(one.Calibration.ScoreAt(0.99), two.Calibration.ScoreAt(0.99));
        Assert.NotEqual(one.HeldOutError, two.HeldOutError);
        Assert.Equal(Rows - window + 1, one.Calibration.Samples);

        // And the last fitting row does matter.
        (rows[(FittingRows * Features) - 1], rows[(FittingRows * Features) - 4]) = (rows[(FittingRows * Features) - 4], rows[(FittingRows * Features) - 1]);
        EntityModel three = Promoted(Train(plan, rows));
        Assert.Equal(two.Scaler.Deviations.ToArray(), three.Scaler.Deviations.ToArray());
        Assert.NotEqual(two.Parameters[..trainable], three.Parameters[..trainable]);
    }

    [Fact]
    public void Run_ExcludedRows_AreNeitherFittedNorCalibratedOn()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        int[] excluded = [0, 50, 51, 239, 240, 299];
        float[] rows = Series.Waves(Rows, Features);
        EntityModel one = Promoted(Train(plan, rows, excluded: excluded));
        foreach (int row in excluded)
        {
            rows.AsSpan(row * Features, Features).Fill(400 - row);
        }

        Assert.Equal(EntityModelCodec.Write(one), EntityModelCodec.Write(Promoted(Train(plan, rows, excluded: excluded))));
        Assert.Equal((236, 294), (one.TrainingRows, one.Calibration.Samples));
    }

    [Fact]
    public void Run_GarbageBeforeGoodRows_DoesNotReplaceAGoodChampion()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        EntityModel champion = Promoted(Train(plan, Series.Waves(Rows, Features)));
        float[] rows = [.. Series.Garbage(FittingRows, Features), .. Series.Waves(60, Features, seed: 4, first: FittingRows)];
        TrainingResult result = Train(plan, rows, champion: champion, version: 2);
        Assert.Equal(TrainingVerdict.NotBetter, result.Verdict);
        Assert.Null(result.Model);
        Assert.Contains("against the champion's", result.Detail, StringComparison.Ordinal);

        // Without a champion the same is promoted: it is the best there is.
        Assert.Equal(TrainingVerdict.Promote, Train(plan, rows).Verdict);
    }

    [Fact]
    public void Run_BetterRows_ReplaceAGarbageChampion()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        EntityModel champion = Promoted(Train(plan, Series.Garbage(Rows, Features)));
        EntityModel model = Promoted(Train(plan, Series.Waves(Rows, Features), champion: champion, version: 2));
        Assert.Equal((2, ModelOrigin.Own, 77), (model.Version, model.Origin, model.TrainedThrough));
        Assert.True(model.HeldOutError < 0.5f, $"{model.HeldOutError}");
    }

    /// <summary>A champion with a huge σ has tiny errors in its own units; the two must be measured in the same.</summary>
    [Fact]
    public void Run_ChampionWithAWideScale_IsComparedInTheChallengersUnits()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        EntityModel wide = HandMade.Constant(plan, deviation: 1000);
        Assert.Equal(TrainingVerdict.Promote, Train(plan, Series.Waves(Rows, Features), champion: wide, version: 2).Verdict);

        // One that expects 0 where all is 100 is 100 of the challenger's σ of 1 off, of which the clip leaves 10.
        float[] hundred = [.. Enumerable.Repeat(100f, Rows * Features)];
        TrainingResult result = Train(plan, hundred, champion: HandMade.Constant(plan, deviation: 50), version: 2);
        Assert.EndsWith("against the champion's 100", result.Detail, StringComparison.Ordinal);

        // Nor does one with a tiny σ lose by its units alone: this one reconstructs what is there.
        float[] constant = [.. Enumerable.Repeat(5f, Rows * Features)];
        EntityModel exact = HandMade.Constant(plan, mean: 5, deviation: 1e-4f);
        Assert.Equal(TrainingVerdict.NotBetter, Train(plan, constant, champion: exact, version: 2).Verdict);
    }

    [Fact]
    public void Run_NoHeldOutRowLeft_KeepsTheChampion()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        int[] heldOut = [.. Enumerable.Range(FittingRows, Rows - FittingRows)];
        EntityModel first = Promoted(Train(plan, Series.Waves(Rows, Features), excluded: heldOut));
        Assert.Equal(FittingRows, first.Calibration.Samples);
        TrainingResult second = Train(plan, Series.Waves(Rows, Features), excluded: heldOut, champion: HandMade.Constant(plan), version: 2);
        Assert.Equal(TrainingVerdict.NotBetter, second.Verdict);
    }

    [Theory]
    [InlineData(11, TrainingVerdict.TooFewRows)]
    [InlineData(12, TrainingVerdict.Promote)]
    [InlineData(0, TrainingVerdict.TooFewRows)]
    public void Run_FewRows_NeedsTenToFit(int rows, TrainingVerdict expected)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        TrainingResult result = Train(plan, Series.Waves(rows, Features));
        Assert.Equal(expected, result.Verdict);
        Assert.Equal(expected == TrainingVerdict.Promote, result.Report is not null);
    }

    [Fact]
    public void Run_OneCleanRowInEveryWindow_IsTooFew()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Window = new WindowDefinition { Rows = 2 } }, Features);
        int[] everyOther = [.. Enumerable.Range(0, Rows).Where(i => i % 2 == 0)];
        TrainingResult result = Train(plan, Series.Waves(Rows, Features), excluded: everyOther);
        Assert.Equal(TrainingVerdict.TooFewRows, result.Verdict);
        Assert.Contains("0 usable rows", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AllFeaturesConstant_GivesAModelThatSeesAChange()
    {
        const int Wide = 25;
        MonitorPlan plan = TestMonitors.Plan(Definition, Wide);
        float[] row = [.. Enumerable.Range(0, Wide).Select(f => f * 1000f)];
        EntityModel model = Promoted(Train(plan, [.. Enumerable.Repeat(row, 100).SelectMany(r => r)]));
        AssertFinite(model);
        var driver = new Driver(plan);
        driver.Monitor.Promote(model);
        Verdict same = driver.Feed(1, row);
        Assert.True(float.IsFinite(same.Score) && float.IsFinite(same.Threshold) && float.IsFinite(same.Surprise));
        float[] changed = [.. row];
        changed[3] += 1;
        Verdict other = driver.Feed(2, changed);
        Assert.True(other.IsAnomalous && !same.IsAnomalous, $"{same.Score} and {other.Score} at {other.Threshold}");
        Assert.Equal(3, other.Top[0].Source);
    }

    [Theory]
    [InlineData(1e38f)]
    [InlineData(-1e38f)]
    public void Run_OneWildValue_LeavesAUsableModel(float wild)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        float[] rows = Series.Waves(Rows, Features);
        EntityModel clean = Promoted(Train(plan, rows));
        rows[(100 * Features) + 1] = wild;
        EntityModel model = Promoted(Train(plan, rows));
        AssertFinite(model);
        Assert.InRange(model.Scaler.Deviations[1], 0.9f * clean.Scaler.Deviations[1], 1.1f * clean.Scaler.Deviations[1]);
        var driver = new Driver(plan);
        driver.Monitor.Promote(model);
        float[] fresh = Series.Waves(50, Features, seed: 7);
        for (int i = 0; i < 50; i++)
        {
            driver.Feed(i, fresh[i * Features], fresh[(i * Features) + 1], fresh[(i * Features) + 2]);
        }

        Assert.InRange(driver.Verdicts.Count(v => v.IsAnomalous), 0, 5);
        Assert.True(driver.Feed(100, fresh[0], fresh[1] + 12, fresh[2]).IsAnomalous);
    }

    public static TheoryData<ScoreKind, ModelKind, int, int> Kinds => new()
    {
        { ScoreKind.Reconstruction, ModelKind.Autoencoder, 1, 1 },
        { ScoreKind.Reconstruction, ModelKind.Autoencoder, 3, 5 },
        { ScoreKind.Reconstruction, ModelKind.Vae, 1, 1 },
        { ScoreKind.Kl, ModelKind.Vae, 2, 1 },
        { ScoreKind.Elbo, ModelKind.Vae, 1, 3 },
    };

    /// <summary>
    /// What the calibration was made of is what the live path gives for the same rows: rows, scores, smoothing; fitted ones raised to the level
    /// of the others. A live mean begins at the median, which nobody knows before the calibration: with smoothing they come close.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Run_AnyScoreKind_CalibratesOnTheScoresTheLivePathGives(ScoreKind score, ModelKind model, int window, int smoothing)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Definition with
            {
                Window = new WindowDefinition { Rows = window },
                Model = new ModelDefinition { Kind = model, Beta = 0.5f },
                Score = new ScoreDefinition { Kind = score, Smoothing = smoothing },
            },
            Features);
        float[] rows = Series.Waves(Rows, Features);
        EntityModel trained = Promoted(Train(plan, rows));
        AssertFinite(trained);
        var driver = new Driver(plan);
        driver.Monitor.Promote(trained);
        for (int i = 0; i < Rows; i++)
        {
            driver.Feed(i, rows[(i * Features)..((i + 1) * Features)]);
        }

        float[] fitted = [.. driver.Verdicts.Take(FittingRows).Where(v => v.IsScored).Select(v => v.Score)];
        float[] heldOut = [.. driver.Verdicts.Skip(FittingRows).Select(v => v.Score)];
        float raise = (float)Math.Max(1, heldOut.Average(s => (double)s) / fitted.Average(s => (double)s));
        var live = ScoreCalibration.Fit([.. heldOut, .. fitted.Select(s => s * raise)]);
        double tolerance = smoothing == 1 ? 0 : 0.03;
        for (int k = 0; k < ScoreCalibration.Knots; k++)
        {
            Assert.Equal(trained.Calibration.KnotScores[k], live.KnotScores[k], trained.Calibration.KnotScores[k] * tolerance);
        }

        Assert.Equal(trained.Calibration.Scale, live.Scale, trained.Calibration.Scale * 5 * tolerance);
        Assert.Equal(model == ModelKind.Vae, driver.Verdicts[^1].KlDivergence > 0);
        Assert.True(driver.Feed(1000, -8, 9, -9).Surprise > 1, "a row unlike all others");
    }

    [Fact]
    public void Run_ScaledResiduals_WeighsFeaturesByHowWellTheyAreKnown()
    {
        MonitorDefinition definition = Definition with
        {
            Features = [FeatureDefinition.HourOfDay with { IsContext = false }, FeatureDefinition.Number("x0"), FeatureDefinition.Number("x1"), FeatureDefinition.Number("x2")],
        };
        float[] waves = Series.Waves(Rows, 2);
        float[] garbage = Series.Garbage(Rows, 1);
        float[] rows = [.. Enumerable.Range(0, Rows).SelectMany(i => new[] { 0.5f, 0.5f, waves[2 * i], waves[(2 * i) + 1], garbage[i] })];
        float[] Weights(ResidualScaling residuals)
        {
            var plan = new MonitorPlan(definition with { Score = new ScoreDefinition { Residuals = residuals } }, TestMonitors.Numbers(3));
            float[] parameters = Promoted(Train(plan, rows)).Parameters;
            return parameters[plan.Architecture.ErrorWeightOffset..(plan.Architecture.ErrorWeightOffset + 5)];
        }

        Assert.Equal([0f, 0, 1, 1, 1], Weights(ResidualScaling.Plain));
        float[] scaled = Weights(ResidualScaling.Scaled);
        Assert.Equal([0f, 0], scaled[..2]);
        Assert.All(scaled[2..], weight => Assert.InRange(weight, 1, 1 / 1e-4f));
        Assert.True(scaled[2] > 1.5f * scaled[4] || scaled[3] > 1.5f * scaled[4], string.Join(' ', scaled));
    }

    /// <summary>What holds between features is not broken by any of them alone.</summary>
    [Theory]
    [InlineData(MissingPolicy.Fill)]
    [InlineData(MissingPolicy.Mask)]
    public void Run_JointResiduals_FindsARowOfUsualValuesThatDoNotGoTogether(MissingPolicy missing)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Definition with { Score = new ScoreDefinition { Residuals = ResidualScaling.Joint }, Data = new DataDefinition { Missing = missing, MaxImputedShare = 0.5 } }, Features);
        float[] rows = Series.Waves(Rows, Features);
        EntityModel model = Promoted(Train(plan, rows));
        AssertFinite(model);
        Assert.Equal(Rows, model.Calibration.Samples);
        var driver = new Driver(plan, explain: true);
        driver.Monitor.Promote(model);
        for (int i = 0; i < Rows; i++)
        {
            driver.Feed(i, rows[(i * Features)..((i + 1) * Features)]);
        }

        Assert.InRange(driver.Verdicts.Average(v => v.ReconstructionError), 0.7, 1.1);
        Assert.InRange(driver.Verdicts.Count(v => v.IsAnomalous), 0, 3);
        float[] odd = rows[..Features];
        odd[1] = -odd[1] + (odd[1] > 0 ? -1 : 1);
        Verdict verdict = driver.Feed(Rows, odd);
        Assert.True(verdict.Surprise > driver.Verdicts[..Rows].Max(v => v.Surprise), $"{verdict.Surprise}");
        Assert.Equal(1, verdict.Top[0].Source);

        // What is missing counts as usual; the odd value that fills the gap still misleads the model about the others.
        odd[1] = float.NaN;
        Assert.True(driver.Feed(Rows + 1, odd).Score < verdict.Score / (missing == MissingPolicy.Mask ? 4 : 1));
    }

    [Fact]
    public void Plan_JointOfTooManyInputs_IsRefused()
    {
        MonitorDefinition definition = Definition with { Score = new ScoreDefinition { Residuals = ResidualScaling.Joint } };
        ArgumentException error = Assert.Throws<ArgumentException>(() => TestMonitors.Plan(definition, 257));
        Assert.Contains("257 inputs", error.Message, StringComparison.Ordinal);
        Assert.Equal(256, TestMonitors.Plan(definition, 256).Architecture.Features);
    }

    [Fact]
    public void Run_MoreRowsThanMaxRows_DrawsThem()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Training = Definition.Training with { MaxRows = 100 } }, Features);
        EntityModel model = Promoted(Train(plan, Series.Waves(Rows, Features)));
        Assert.Equal(100, model.TrainingRows);
        Assert.Equal(Rows, model.Calibration.Samples);
        Assert.NotEqual(model.Parameters, Promoted(Train(plan, Series.Waves(Rows, Features), seed: 6)).Parameters);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, Features);
        Assert.Throws<OperationCanceledException>(
            () => ModelTraining.Run(Request(plan, Series.Waves(Rows, Features)), new SimdScorer(), new CancellationToken(canceled: true)));
    }

    private static void AssertFinite(EntityModel model)
    {
        Assert.All(model.Parameters, p => Assert.True(float.IsFinite(p)));
        Assert.True(float.IsFinite(model.HeldOutError));
        Assert.True(float.IsFinite(model.Calibration.ScoreAt(0.999)) && model.Calibration.ScoreAt(0.999) > 0);
    }

    private static EntityModel Promoted(TrainingResult result)
    {
        Assert.Equal(TrainingVerdict.Promote, result.Verdict);
        return result.Model!;
    }

    private static TrainingResult Train(
        MonitorPlan plan, float[] rows, ulong seed = 5, int[]? excluded = null, EntityModel? champion = null, int version = 1) =>
        ModelTraining.Run(Request(plan, rows, seed, excluded, champion, version), new SimdScorer());

    private static TrainingRequest Request(
        MonitorPlan plan, float[] rows, ulong seed = 5, int[]? excluded = null, EntityModel? champion = null, int version = 1) =>
        new(plan, "e", [Series.Segment(rows, plan.Encoder.Count, excluded ?? [])], version, ModelOrigin.Own, seed, 77, champion);
}
