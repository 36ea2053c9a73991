using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Monitoring.Tests.Persistence;

/// <summary>What a plan from before an edit is now.</summary>
public sealed class StoredPlansTests
{
    private static readonly MonitorDefinition Before = Population.Definition with
    {
        Alert = new AlertDefinition(),
        Threshold = new ThresholdDefinition { Quantile = 0.99 },
    };

    private static readonly MonitorDefinition After = Before with
    {
        Window = new WindowDefinition { Rows = 3 },
        Threshold = new ThresholdDefinition { Quantile = 0.9 },
        Alert = new AlertDefinition { M = 3, N = 4 },
    };

    [Fact]
    public void Of_AFormerPlan_HasTheThresholdAndTheAlertsOfToday()
    {
        var plans = new PlanSet(After);
        MonitorPlan former = StoredPlans.Of(plans, Stored(Before));
        Assert.True(plans.IsFormer(former));
        Assert.Equal((2, After.Threshold, After.Alert), (former.WindowRows, former.Definition.Threshold, former.Definition.Alert));
        Assert.Same(former, StoredPlans.Of(plans, Stored(Before)));
    }

    /// <summary>What entities remember depends on whether there is a pot or a peak.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_AFormerPlanWhosePotOrPeakCameOrWent_HasItsOwn(bool isPot)
    {
        MonitorDefinition with = isPot
            ? Before with { Threshold = new ThresholdDefinition { Pot = 0.02 } }
            : Before with { Alert = new AlertDefinition { Peak = TimeSpan.FromSeconds(20) } };
        foreach ((MonitorDefinition before, MonitorDefinition after) in ((MonitorDefinition, MonitorDefinition)[])[(Before, with), (with, Before)])
        {
            MonitorPlan former = StoredPlans.Of(new PlanSet(after with { Window = After.Window }), Stored(before));
            Assert.Equal((before.Threshold, before.Alert), (former.Definition.Threshold, former.Definition.Alert));
        }
    }

    [Fact]
    public void Overrides_ThatAreSetBeforeOrAfterAPlanIsKnown_HoldForFormerPlans()
    {
        ThresholdOverrides first = Override(5), second = Override(6);
        var plans = new PlanSet(After) { Overrides = first };
        MonitorPlan former = StoredPlans.Of(plans, Stored(Before));
        Assert.Same(first, former.Threshold.Overrides);
        plans.Overrides = second;
        Assert.Same(second, former.Threshold.Overrides);
    }

    private static ThresholdOverrides Override(double score) => ThresholdOverrides.Of(
        [new ThresholdOverride(OverrideScope.OfMonitor(Population.Definition.Name), "static", score, "anna", DateTimeOffset.UnixEpoch, "a test", null)]);

    private static StoredPlan Stored(MonitorDefinition definition)
    {
        var plan = new MonitorPlan(definition, Population.Schema);
        return new StoredPlan(0, plan.Schema, plan.Compatibility, Cohort: null) { Definition = MonitorFile.ToYaml(definition) };
    }
}
