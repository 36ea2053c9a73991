using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Tests.Plans;

public sealed class MonitorPlanTests
{
    private static readonly MonitorDefinition Any = TestMonitors.Quick with { Window = new WindowDefinition() };

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(7, 2)]
    [InlineData(8, 1)]
    [InlineData(38, 1)]
    public void WindowRows_Auto_MakesRowsOfEightOrMore(int channels, int expected)
    {
        MonitorPlan plan = TestMonitors.Plan(Any, channels);
        Assert.Equal(expected, plan.WindowRows);
        Assert.Equal(channels * expected, plan.Architecture.Features);
    }

    [Fact]
    public void Architecture_Definition_IsFollowed()
    {
        MonitorPlan plan = TestMonitors.Plan(
            Any with { Model = new ModelDefinition { Kind = ModelKind.Vae, Hidden = [9, 7], Latent = 2, Activation = Activation.LeakyRelu } }, 10);
        Assert.Equal(new Architecture(10, [9, 7], 2, LatentKind.Gaussian, Activation.LeakyRelu), plan.Architecture);
        plan = TestMonitors.Plan(
            Any with { Model = new ModelDefinition { LatentActivation = Activation.Linear, OutputActivation = Activation.Sigmoid } }, 10);
        Assert.Equal((Activation.Linear, Activation.Sigmoid), (plan.Architecture.LatentActivation, plan.Architecture.OutputActivation));
    }

    [Theory]
    [InlineData(ScoreKind.Reconstruction, 2, 3, 2)]
    [InlineData(ScoreKind.Kl, 2, 3, 3)]
    [InlineData(ScoreKind.Elbo, 2, 3, (0.5 * 2 * 10) + (4 * 3))]
    [InlineData(ScoreKind.Reconstruction, float.PositiveInfinity, 0, 1e30f)]
    [InlineData(ScoreKind.Reconstruction, float.NaN, 0, 1e30f)]
    [InlineData(ScoreKind.Kl, 0, float.NaN, 1e30f)]
    [InlineData(ScoreKind.Elbo, 1e38f, 1e38f, 1e30f)]
    [InlineData(ScoreKind.ReconstructionProbability, 2, 3, 7.5)]
    public void ScoreOf_EachKind_IsFinite(ScoreKind kind, float error, float divergence, double expected)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Any with { Score = new ScoreDefinition { Kind = kind }, Model = new ModelDefinition { Kind = ModelKind.Vae, Beta = 4 } }, 10);
        Assert.Equal((float)expected, plan.ScoreOf(error, divergence, 7.5f));
    }

    [Fact]
    public void VoteOf_EveryFeature_HasOneVoteAndContextNone()
    {
        MonitorDefinition definition = Any with
        {
            Features = [FeatureDefinition.HourOfDay, FeatureDefinition.Category("c", ["a", "b", "c"]), FeatureDefinition.Number("n")],
        };
        var schema = new Schema([Channel.Category("c", ["a", "b", "c"]), Channel.Number("n")]);
        var plan = new MonitorPlan(definition, schema);
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f, 1, 0, 0], Enumerable.Range(0, plan.Encoder.Count).Select(plan.VoteOf));
        Assert.Equal([1, 1, 1, 1, 2, 0, 0], Enumerable.Range(0, plan.Encoder.Count).Select(plan.SourceOf));

        // An hour that is reconstructed has no vote either.
        var other = new MonitorPlan(
            definition with { Features = [definition.Features[0] with { IsContext = false }, .. definition.Features.Skip(1)] }, schema);
        Assert.Equal([0f, 0, 0.25f, 0.25f, 0.25f, 0.25f, 1], Enumerable.Range(0, other.Encoder.Count).Select(other.VoteOf));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    public void Architecture_Context_IsGivenOncePerRow(int window, int channels)
    {
        MonitorDefinition definition = Any with
        {
            Window = new WindowDefinition { Rows = window },
            Features = [FeatureDefinition.Weekday, .. Enumerable.Range(0, channels).Select(i => FeatureDefinition.Number($"x{i}"))],
        };
        MonitorPlan plan = TestMonitors.Plan(definition, channels);
        Assert.Equal((window * channels, 2), (plan.Architecture.Features, plan.Architecture.Condition));
        Assert.Equal(Architecture.DefaultWidths(window * channels).Latent, plan.Architecture.Latent);
    }

    /// <summary>Every option of the engine comes from a key: none keeps its default here.</summary>
    [Fact]
    public void TrainingOptions_Definition_IsFollowed()
    {
        MonitorDefinition definition = Any with
        {
            Scale = InputScale.MinMax,
            Model = new ModelDefinition { Kind = ModelKind.Vae, Beta = 0.5f, Initialization = InitializationKind.He },
            Training = new TrainingDefinition
            {
                Epochs = 7,
                MinSteps = 8,
                BatchSize = 9,
                Patience = 3,
                Loss = ReconstructionLoss.Huber,
                HuberDelta = 0.5,
                Optimizer = OptimizerKind.Sgd,
                LearningRate = 0.02,
                Momentum = 0.8,
                ClipNorm = 5,
                Schedule = new ScheduleDefinition { Kind = ScheduleKind.Plateau, Epochs = 3, Factor = 0.25, WarmUpSteps = 40 },
                L1 = 1e-5,
                L2 = 1e-4,
                Dropout = 0.1,
                BatchNormalization = true,
                Sparsity = new SparsityDefinition { Kind = SparsityKind.Absolute, Target = 0.1, Weight = 2 },
                Noise = new NoiseDefinition { Kind = NoiseKind.Masking, Level = 0.2 },
                Annealing = new AnnealingDefinition { Kind = AnnealingKind.Cyclical, Epochs = 6 },
                FreeBits = 0.05,
                PretrainingEpochs = 4,
            },
            Data = new DataDefinition { Missing = MissingPolicy.Mask },
        };
        TrainingOptions options = TestMonitors.Plan(definition, 3).TrainingOptions;
        Assert.Equal(
            new TrainingOptions
            {
                Epochs = 7,
                MinSteps = 8,
                BatchSize = 9,
                Patience = 3,
                Loss = ReconstructionLoss.Huber,
                HuberDelta = 0.5,
                Optimizer = new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.02, Momentum = 0.8, ClipNorm = 5 },
                Schedule = new ScheduleOptions { Kind = ScheduleKind.Plateau, Epochs = 3, Factor = 0.25, WarmUpSteps = 40 },
                Regularization = new RegularizationOptions
                {
                    L1 = 1e-5,
                    L2 = 1e-4,
                    Dropout = 0.1,
                    BatchNormalization = true,
                    Sparsity = SparsityKind.Absolute,
                    SparsityTarget = 0.1,
                    SparsityWeight = 2,
                },
                Noise = new NoiseOptions { Kind = NoiseKind.Masking, Level = 0.2 },
                Variational = new VariationalOptions { Beta = 0.5, Annealing = AnnealingKind.Cyclical, AnnealingEpochs = 6, FreeBits = 0.05 },
                Initialization = InitializationKind.He,
                PretrainingEpochs = 4,
                MaskMissing = true,
            },
            options);
        AssertNoneIsDefault(options, new TrainingOptions(), nameof(TrainingOptions.ValidationShare), nameof(TrainingOptions.Seed), nameof(TrainingOptions.HideFeatures));
    }

    /// <summary>Apart from the others, which it excludes in part.</summary>
    [Fact]
    public void TrainingOptions_OfAModelThatPredicts_HideTheFeatures() => Assert.True(
        TestMonitors.Plan(TestMonitors.Quick with { Model = new ModelDefinition { Predict = true } }, 3).TrainingOptions.HideFeatures);

    /// <summary>The engine's defaults are the monitor file's.</summary>
    [Fact]
    public void TrainingOptions_Defaults_AreTheEngines() =>
        Assert.Equal(new TrainingOptions(), new MonitorPlan(new MonitorDefinition { Name = "a" }, TestMonitors.Numbers(3)).TrainingOptions);

    private static void AssertNoneIsDefault(object options, object defaults, params string[] but)
    {
        foreach (System.Reflection.PropertyInfo property in options.GetType().GetProperties().Where(p => !but.Contains(p.Name)))
        {
            (object value, object fallback) = (property.GetValue(options)!, property.GetValue(defaults)!);
            if (property.PropertyType.Namespace == typeof(TrainingOptions).Namespace && !property.PropertyType.IsEnum)
            {
                AssertNoneIsDefault(value, fallback);
            }
            else
            {
                Assert.False(value.Equals(fallback), $"{options.GetType().Name}.{property.Name} keeps its default {fallback}: give it a key.");
            }
        }
    }

    public static TheoryData<string, bool> Changes => new()
    {
        { "threshold", true }, { "alert", true }, { "data", true }, { "cohort", true }, { "every", true }, { "description", true },
        { "initialization", true }, { "training", true },
        { "score", false }, { "scale", false }, { "ownScale", false }, { "context", false }, { "missing", false }, { "latentActivation", false }, { "features", false }, { "window", false }, { "model", false }, { "historyRows", false },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Compatibility_AfterAChange_HoldsOnlyWhereStoredStateStillFits(string change, bool holds)
    {
        MonitorDefinition changed = change switch
        {
            "threshold" => Any with { Threshold = new ThresholdDefinition { Quantile = 0.5 } },
            "alert" => Any with { Alert = new AlertDefinition { M = 3, N = 5 } },
            "data" => Any with { Data = new DataDefinition { MaxImputedShare = 0.1 } },
            "cohort" => Any with { Cohort = new CohortDefinition { MinRows = 77 } },
            "every" => Any with { Training = Any.Training with { Every = TimeSpan.FromDays(1), MinRows = 50 } },
            "description" => Any with { Description = "other" },
            "score" => Any with { Score = new ScoreDefinition { Smoothing = 3 } },
            "features" => Any with { Features = [FeatureDefinition.Number("x0", NumberTransform.SignedLog), FeatureDefinition.Number("x1")] },
            "initialization" => Any with { Model = new ModelDefinition { Initialization = InitializationKind.He } },
            "training" => Any with { Training = Any.Training with { Loss = ReconstructionLoss.Huber, Dropout = 0.1 } },
            "scale" => Any with { Scale = InputScale.MinMax },
            "ownScale" => Any with { Features = [FeatureDefinition.Number("x0") with { Scale = InputScale.MinMax }, FeatureDefinition.Number("x1")] },
            "context" => Any with { Features = [FeatureDefinition.Number("x0") with { IsContext = true }, FeatureDefinition.Number("x1")] },
            "missing" => Any with { Data = Any.Data with { Missing = MissingPolicy.Mask } },
            "latentActivation" => Any with { Model = new ModelDefinition { LatentActivation = Activation.Linear } },
            "window" => Any with { Window = new WindowDefinition { Rows = 3 } },
            "model" => Any with { Model = new ModelDefinition { Latent = 1 } },
            _ => Any with { Training = Any.Training with { HistoryRows = 640 } },
        };
        Assert.Equal(holds, TestMonitors.Plan(Any, 2).Compatibility == TestMonitors.Plan(changed, 2).Compatibility);
    }

    [Fact]
    public void Compatibility_OtherChannels_Differs() =>
        Assert.NotEqual(TestMonitors.Plan(Any, 2).Compatibility, TestMonitors.Plan(Any, 3).Compatibility);

    [Fact]
    public void For_EqualSchemas_IsOnePlan()
    {
        var plans = new PlanSet(Any);
        MonitorPlan plan = plans.For(TestMonitors.Numbers(2));
        Assert.Same(plan, plans.For(TestMonitors.Numbers(2)));
        Assert.NotSame(plan, plans.For(TestMonitors.Numbers(3)));
        Assert.Equal(2, plans.All.Count());
    }
}
