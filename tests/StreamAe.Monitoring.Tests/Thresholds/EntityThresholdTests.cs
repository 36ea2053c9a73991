using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Tests.Thresholds;

/// <summary>What each policy, and each level of overrides, makes of a verdict.</summary>
public sealed class EntityThresholdTests
{
    [Fact]
    public void Judge_Static_IsTheScoreItSays()
    {
        Driver driver = Judging(new ThresholdDefinition { Static = 2.5 });
        Assert.Equal(2.5f, driver.Feed(0, 1).Threshold);
        Assert.True(driver.Feed(1, MathF.Sqrt(2.6f)).IsAnomalous);
        Assert.False(driver.Feed(2, MathF.Sqrt(2.4f)).IsAnomalous);
    }

    /// <summary>Scores even between 0 and 1 up to the 90 % quantile: median 0.5556, half of them within a quarter of 1/0.9 of it.</summary>
    [Fact]
    public void Judge_RobustZ_IsMedianAndDeviations()
    {
        const double Median = 0.5 / 0.9;
        const double Deviation = 0.25 / 0.9;
        Driver driver = Judging(new ThresholdDefinition { RobustZ = 4 });
        Assert.Equal(Median + (4 * 1.4826 * Deviation), driver.Feed(0, 1).Threshold, 5e-3);
    }

    /// <summary>A row every 8,640 s is ten a day: one in a hundred of them is a tenth of a row a day.</summary>
    [Theory]
    [InlineData(8640, 0.1, 0.99)]
    [InlineData(8640, 0.01, 0.999)]
    [InlineData(60, 1.44, 0.999)]
    public void Judge_Budget_FollowsTheRateOfRows(double interval, double budget, double quantile)
    {
        Driver driver = Judging(new ThresholdDefinition { Budget = budget });
        float first = driver.Feed(0, 1).Threshold;
        float second = driver.Feed(interval, 1).Threshold;
        Assert.Equal(HandMade.Calibration.ScoreAt(0.999), first, 1e-3);
        Assert.Equal(HandMade.Calibration.ScoreAt(quantile), second, 1e-3);
    }

    /// <summary>Rows rarer than the budget are not all anomalous: a tenth at most.</summary>
    [Fact]
    public void Judge_BudgetAboveTheRateOfRows_AsksForATenth()
    {
        Driver driver = Judging(new ThresholdDefinition { Budget = 100 });
        driver.Feed(0, 1);
        Assert.Equal(HandMade.Calibration.ScoreAt(0.9), driver.Feed(86_400, 1).Threshold, 1e-3);
    }

    [Fact]
    public void Judge_Pot_LearnsFromLiveScoresButNotFromAnomalousOnes()
    {
        Driver driver = Judging(new ThresholdDefinition { Pot = 1e-3 });
        float first = driver.Feed(0, 0).Threshold;
        Assert.Equal(HandMade.Threshold, first, 1e-2f);
        for (int i = 1; i < 400; i++)
        {
            Assert.True(driver.Feed(i, 100).IsAnomalous);
        }

        Assert.Equal(first, driver.Verdicts[^1].Threshold, 1e-1f);

        // One row in four above the 98 % quantile, and normal: the tail is heavier than was thought.
        for (int i = 400; i < 4000; i++)
        {
            driver.Feed(i, i % 4 == 0 ? 1.9f : 0.1f);
        }

        Assert.True(driver.Verdicts[^1].Threshold > first + 0.3f, $"{driver.Verdicts[^1].Threshold} after {first}");
    }

    [Fact]
    public void Judge_PotOfAnotherModel_BeginsAfresh()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Threshold = new ThresholdDefinition { Pot = 1e-3 } });
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        for (int i = 0; i < 3000; i++)
        {
            driver.Feed(i, i % 4 == 0 ? 1.9f : 0.1f);
        }

        float learned = driver.Verdicts[^1].Threshold;
        driver.Monitor.Promote(HandMade.Constant(plan, version: 2));
        Assert.NotEqual(HandMade.Threshold, learned, 0.1f);
        Assert.Equal(HandMade.Threshold, driver.Feed(4000, 0).Threshold, 1e-2f);
    }

    /// <summary>Entity before cohort before monitor before file; and what is taken back holds no longer.</summary>
    [Fact]
    public void Judge_Overrides_TheNarrowestLevelHolds()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        var driver = new Driver(plan, "pump 7");
        driver.Monitor.Promote(HandMade.Constant(plan));
        ThresholdOverride monitor = Override(OverrideLevel.Monitor, "", 10);
        ThresholdOverride cohort = Override(OverrideLevel.Cohort, "x0", 20);
        ThresholdOverride entity = Override(OverrideLevel.Entity, "pump 7", 30);
        ThresholdOverride others = Override(OverrideLevel.Entity, "pump 8", 40);
        (ThresholdOverride[] Set, float Expected)[] steps =
        [
            ([], HandMade.Threshold),
            ([monitor], 10),
            ([monitor, cohort], 20),
            ([monitor, cohort, entity, others], 30),
            ([cohort, others], 20),
            ([others], HandMade.Threshold),
            ([], HandMade.Threshold),
        ];
        foreach (((ThresholdOverride[] set, float expected), int i) in steps.Select((s, i) => (s, i)))
        {
            plan.Threshold.Overrides = ThresholdOverrides.Of(set);
            Assert.Equal(expected, driver.Feed(i, 1).Threshold, 1e-2f);
        }
    }

    [Theory]
    [InlineData("quantile", 0.99)]
    [InlineData("pot", 0.01)]
    public void Judge_OverrideOfAShare_IsOfTheEntitysCalibration(string policy, double value)
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        var driver = new Driver(plan, "e");
        driver.Monitor.Promote(HandMade.Constant(plan));
        plan.Threshold.Overrides = ThresholdOverrides.Of([Override(OverrideLevel.Entity, "e", value, policy)]);
        Assert.Equal(HandMade.Calibration.ScoreAt(0.99), driver.Feed(0, 1).Threshold, 1e-3);
    }

    /// <summary>An operator's fixed score is what it says, whatever the threshold had given way to.</summary>
    [Fact]
    public void Judge_StaticOverrideWithAdaptation_DoesNotGiveWay()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Threshold = new ThresholdDefinition { Adaptation = 0.1 } });
        var driver = new Driver(plan, "e");
        driver.Monitor.Promote(HandMade.Constant(plan));
        for (int i = 0; i < 5; i++)
        {
            driver.Feed(i, 5);
        }

        Assert.True(driver.Verdicts[^1].Threshold > 1.3f * HandMade.Threshold);
        plan.Threshold.Overrides = ThresholdOverrides.Of([Override(OverrideLevel.Entity, "e", 9)]);
        Assert.Equal([9, 9, 9], Enumerable.Range(5, 3).Select(i => driver.Feed(i, 5).Threshold));
    }

    /// <summary>What the threshold learned of one model's scores says nothing about another's.</summary>
    [Fact]
    public void Judge_ByANewModel_BeginsWithItsOwnThreshold()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Threshold = new ThresholdDefinition { Adaptation = 0.1 } });
        var driver = new Driver(plan, "e");
        driver.Monitor.Promote(HandMade.Constant(plan));
        for (int i = 0; i < 5; i++)
        {
            driver.Feed(i, 5);
        }

        Assert.True(driver.Feed(5, 0).Threshold > 1.3f * HandMade.Threshold);
        driver.Monitor.Promote(HandMade.Constant(plan, version: 2));
        Assert.Equal(HandMade.Threshold, driver.Feed(6, 0).Threshold, 1e-2f);
    }

    /// <summary>A stored policy of another program version changes nothing.</summary>
    [Fact]
    public void Judge_OverrideOfUnknownPolicy_IsPassedOver()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        var driver = new Driver(plan, "e");
        driver.Monitor.Promote(HandMade.Constant(plan));
        plan.Threshold.Overrides = ThresholdOverrides.Of([Override(OverrideLevel.Entity, "e", 9, "moonPhase")]);
        Assert.Equal(HandMade.Threshold, driver.Feed(0, 1).Threshold, 1e-2f);
        Assert.True(plan.Threshold.IsOfModel);
    }

    [Fact]
    public void Judge_OverrideOfChannels_IsInSurprise()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with
        {
            Score = new ScoreDefinition { Channels = ScoreChannels.Residual | ScoreChannels.Model },
            Threshold = new ThresholdDefinition { Quantile = 0.99 },
        });
        var driver = new Driver(plan, "e");
        driver.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal(2, driver.Feed(0, 1).Threshold, 1e-5f);
        plan.Threshold.Overrides = ThresholdOverrides.Of([Override(OverrideLevel.Monitor, "", 3.5)]);
        Assert.Equal(3.5f, driver.Feed(1, 1).Threshold);
        plan.Threshold.Overrides = ThresholdOverrides.Of([Override(OverrideLevel.Monitor, "", 0.9999, "quantile")]);
        Assert.Equal(4, driver.Feed(2, 1).Threshold, 1e-4f);
    }

    private static ThresholdOverride Override(OverrideLevel level, string target, double value, string policy = "static") => new(
        new OverrideScope(TestMonitors.Name, level, target), policy, value, "anna", DateTimeOffset.UnixEpoch, "a test", null);

    private static Driver Judging(ThresholdDefinition threshold)
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Threshold = threshold });
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }
}
