using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Alerts;

public sealed class AlertConfidenceTests
{
    [Theory]
    [InlineData(0, 1000, 1e-3, false, 0.5)]
    [InlineData(0, 9000, 1e-3, false, 0.9)]
    [InlineData(0.25f, 9000, 1e-3, false, 0.675)]
    [InlineData(0, 9000, 1e-3, true, 0.45)]
    [InlineData(0, 0, 1e-3, false, 0)]
    [InlineData(0, 0, 0, false, 1)]
    public void Of_ShareSamplesAndModel_IsTheirProduct(float imputed, int samples, double asked, bool isProvisional, double expected) =>
        Assert.Equal(expected, AlertConfidence.Of(imputed, samples, asked, isProvisional), 1e-6);

    /// <summary>A row of which half was filled, judged by the cohort's model, is told as that.</summary>
    [Fact]
    public void Feed_ImputedRow_LowersTheConfidenceOfItsAlert()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Data = new DataDefinition { SilenceFactor = 0, MaxImputedShare = 0.5 } }, 2);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan, origin: ModelOrigin.Cohort));
        driver.Feed(0, 9, 9);
        driver.Feed(1, 9, float.NaN);
        Assert.Equal([0.25f, 0.125f], driver.Alerts.Select(a => a.Confidence), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal([0, 0.5f], driver.Alerts.Select(a => a.ImputedShare));
        Assert.Contains("50 % of the row were missing", AlertConfidence.Describe(driver.Alerts[1]), StringComparison.Ordinal);
    }
}
