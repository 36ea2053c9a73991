using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Metrics;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Training;

/// <summary>
/// Two regimes in one stream: two sensors agree in one and oppose each other in the other. Which of them holds is known, and what is wrong
/// with a row shows only against it.
/// </summary>
public sealed class ConditionTests
{
    private const int Rows = 600;

    private static readonly string[] Modes = ["pull", "push"];
    private static readonly Schema Channels = new([Channel.Category("mode", Modes), Channel.Number("x0"), Channel.Number("x1")]);

    /// <summary>In ROC-AUC. As an input the regime takes room in the code; where that suffices, it serves as well.</summary>
    [Theory]
    [InlineData(ModelKind.Autoencoder)]
    [InlineData(ModelKind.Vae)]
    public void Run_RegimeAsContext_IsAsGoodAsAnInputAndBeatsNone(ModelKind kind)
    {
        double given = Measure(Monitor(kind, FeatureDefinition.Category("mode", Modes) with { IsContext = true }));
        double input = Measure(Monitor(kind, FeatureDefinition.Category("mode", Modes)));
        double none = Measure(Monitor(kind));
        Assert.True(
            given > 0.95 && given > input - 0.02 && given > none + 0.25, $"context {given:F3}, input {input:F3}, none {none:F3}");
    }

    [Fact]
    public void Judge_WrongSensor_IsExplainedWithoutTheContext()
    {
        Driver driver = Trained(Monitor(ModelKind.Autoencoder, FeatureDefinition.Category("mode", Modes) with { IsContext = true }));
        for (int r = 0; r < 6; r++)
        {
            driver.Feed(Rows + r, Row(r, seed: 3, isOdd: false));
        }

        driver.Feed(Rows + 6, 0, 2.2f, -2.2f);
        Alert alert = Assert.Single(driver.Alerts, a => a.EventTime == EventTime.FromSeconds(Rows + 6));
        Assert.All(alert.Features, feature => Assert.Contains(feature.Feature, (string[])["x0", "x1"]));
        Assert.Equal(["2.2", "-2.2"], alert.Features.OrderBy(f => f.Feature, StringComparer.Ordinal).Select(f => f.Actual));
        foreach (TopFeatures.Contribution contribution in driver.Verdicts[^1].Top)
        {
            Assert.NotEqual(0, contribution.Source);
        }

        // The same values are what the other regime makes.
        Assert.True(driver.Feed(Rows + 7, 1, 2.2f, -2.2f).Score < driver.Verdicts[^2].Score / 5);
    }

    /// <summary>A regime that was not told counts as the last that was.</summary>
    [Theory]
    [InlineData(MissingPolicy.Fill)]
    [InlineData(MissingPolicy.Mask)]
    public void Prepare_ContextMissing_IsTheLastKnown(MissingPolicy missing)
    {
        MonitorDefinition definition = Monitor(ModelKind.Autoencoder, FeatureDefinition.Category("mode", Modes) with { IsContext = true });
        var plan = new MonitorPlan(definition with { Data = new DataDefinition { Missing = missing, MaxImputedShare = 1, SilenceFactor = 0 } }, Channels);
        var entity = new EntityMonitor(plan, "e");
        entity.Promote(HandMade.Constant(plan));
        float[] encoded = new float[plan.Encoder.Count];
        float[] row = new float[plan.Architecture.RowStride];
        entity.Prepare(1, [1, 5, 6], encoded, row);
        PreparedRow prepared = entity.Prepare(2, [float.NaN, 7, 8], encoded, row);
        Assert.Equal(PrepareStatus.Ready, prepared.Status);
        Assert.Equal([7f, 8, 0, 1, 0, 0, 0, 0], row);
    }

    /// <summary>[newest][the one before][context of the newest][padding]</summary>
    [Fact]
    public void Prepare_WindowOfRows_HasTheContextOfTheNewestOnce()
    {
        MonitorDefinition definition = Monitor(ModelKind.Autoencoder, FeatureDefinition.Category("mode", Modes) with { IsContext = true });
        var plan = new MonitorPlan(definition with { Window = new WindowDefinition { Rows = 2 } }, Channels);
        var entity = new EntityMonitor(plan, "e");
        entity.Promote(HandMade.Constant(plan));
        float[] encoded = new float[plan.Encoder.Count];
        float[] row = new float[plan.Architecture.RowStride];
        entity.Prepare(1, [1, 5, 6], encoded, row);
        entity.Prepare(2, [0, 7, 8], encoded, row);
        Assert.Equal([7f, 8, 5, 6, 1, 0, 0, 0], row);
        Assert.Equal([7f, 8, 1, 0, 0], encoded);
    }

    private static MonitorDefinition Monitor(ModelKind kind, params FeatureDefinition[] mode) => TestMonitors.Quick with
    {
        Features = [.. mode, FeatureDefinition.Number("x0"), FeatureDefinition.Number("x1")],
        Model = new ModelDefinition { Kind = kind, Hidden = [8], Latent = 1, Beta = kind == ModelKind.Vae ? 0.05f : 1 },
        Training = new TrainingDefinition { HistoryRows = 1000, MinRows = 40, Epochs = 60, MinSteps = 1500, LearningRate = 0.01 },
    };

    private static Driver Trained(MonitorDefinition definition)
    {
        var plan = new MonitorPlan(definition, Channels);
        var driver = new Driver(plan, explain: true);
        for (int r = 0; r < Rows; r++)
        {
            driver.Feed(r, Row(r, seed: 1, isOdd: false));
        }

        TrainingResult result = ModelTraining.Run(driver.Monitor.BeginTraining(), new SimdScorer());
        Assert.Equal(TrainingVerdict.Promote, result.Verdict);
        driver.Monitor.CompleteTraining(result);
        return driver;
    }

    /// <summary>The share of odd rows that score above ordinary ones (ROC-AUC).</summary>
    private static double Measure(MonitorDefinition definition)
    {
        Driver driver = Trained(definition);
        List<float> scores = [];
        List<byte> labels = [];
        for (int r = 0; r < 400; r++)
        {
            bool isOdd = r % 4 == 3;
            scores.Add(driver.Feed(Rows + r, Row(r, seed: 2, isOdd)).Score);
            labels.Add((byte)(isOdd ? 1 : 0));
        }

        return RocAuc.Compute(scores.ToArray(), labels.ToArray())!.Value;
    }

    private static float[] Row(int r, ulong seed, bool isOdd)
    {
        var random = new PhiloxRandom(seed, (ulong)r);
        int mode = random.NextInt32(2);
        float load = 0.8f + (1.5f * random.NextSingle());
        load *= random.NextInt32(2) == 0 ? 1 : -1;
        float sign = (mode == 0) == isOdd ? -1 : 1;
        return [mode, load, (sign * load) + (0.05f * random.NextGaussian())];
    }
}
