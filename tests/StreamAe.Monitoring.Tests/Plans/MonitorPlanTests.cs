using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Architectures;

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
    }

    [Theory]
    [InlineData(ScoreKind.Reconstruction, 2, 3, 2)]
    [InlineData(ScoreKind.Kl, 2, 3, 3)]
    [InlineData(ScoreKind.Elbo, 2, 3, (0.5 * 2 * 10) + (4 * 3))]
    [InlineData(ScoreKind.Reconstruction, float.PositiveInfinity, 0, 1e30f)]
    [InlineData(ScoreKind.Reconstruction, float.NaN, 0, 1e30f)]
    [InlineData(ScoreKind.Kl, 0, float.NaN, 1e30f)]
    [InlineData(ScoreKind.Elbo, 1e38f, 1e38f, 1e30f)]
    public void ScoreOf_EachKind_IsFinite(ScoreKind kind, float error, float divergence, double expected)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Any with { Score = new ScoreDefinition { Kind = kind }, Model = new ModelDefinition { Kind = ModelKind.Vae, Beta = 4 } }, 10);
        Assert.Equal((float)expected, plan.ScoreOf(error, divergence));
    }

    [Fact]
    public void VoteOf_EveryFeature_HasOneVoteAndContextNone()
    {
        MonitorDefinition definition = Any with
        {
            Features = [FeatureDefinition.HourOfDay, FeatureDefinition.Category("c", ["a", "b", "c"]), FeatureDefinition.Number("n")],
        };
        var plan = new MonitorPlan(definition, new Schema([Channel.Category("c", ["a", "b", "c"]), Channel.Number("n")]));
        Assert.Equal([0f, 0, 0.25f, 0.25f, 0.25f, 0.25f, 1], Enumerable.Range(0, plan.Encoder.Count).Select(plan.VoteOf));
        Assert.Equal([0, 0, 1, 1, 1, 1, 2], Enumerable.Range(0, plan.Encoder.Count).Select(plan.SourceOf));
    }

    public static TheoryData<string, bool> Changes => new()
    {
        { "threshold", true }, { "alert", true }, { "data", true }, { "cohort", true }, { "every", true }, { "description", true },
        { "score", false }, { "features", false }, { "window", false }, { "model", false }, { "historyRows", false },
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
