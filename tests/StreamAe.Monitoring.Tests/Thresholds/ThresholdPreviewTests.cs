using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Thresholds.Previews;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Tests.Thresholds;

public sealed class ThresholdPreviewTests
{
    /// <summary>What was live is what the preview says was live: the same alerts, from nothing but the stored scores.</summary>
    [Theory]
    [InlineData(1, 1, 0, 1)]
    [InlineData(2, 3, 30, 1)]
    [InlineData(1, 1, 60, 0.5)]
    public void Compute_ThePolicyThatWasLive_RaisesTheAlertsThatWere(int m, int n, int cooldown, double release)
    {
        MonitorDefinition definition = TestMonitors.Quick with
        {
            Alert = new AlertDefinition { M = m, N = n, Cooldown = TimeSpan.FromSeconds(cooldown), Release = release },
            Threshold = new ThresholdDefinition { Budget = 20_000 },
        };
        Driver driver = Live(definition);
        PreviewReport report = Preview(driver, definition, definition.Threshold.Rule, definition.Alert);
        Assert.Equal((2000L, 1), (report.Rows, report.Entities));
        Assert.True(driver.Alerts.Count > 5);
        Assert.Equal(driver.Alerts.Count, report.Now.Alerts);
        Assert.Equal(driver.Verdicts.Count(v => v.IsAnomalous), report.Now.Anomalous);
        Assert.Equal(report.Now, report.Proposed);
        Assert.Empty(report.New.Concat(report.Gone));
        Assert.Equal(driver.Alerts.Count, report.Days.Sum(d => d.Now));
    }

    /// <summary>What is proposed is what it would be live: the change is made in another run over the same rows.</summary>
    [Theory]
    [InlineData("quantile", 0.99)]
    [InlineData("quantile", 0.99999)]
    [InlineData("static", 20)]
    [InlineData("budget", 500)]
    public void Compute_AnotherPolicy_RaisesTheAlertsThatItWould(string policy, double value)
    {
        Assert.True(ThresholdRule.TryCreate(policy, value, out ThresholdRule rule, out _));
        MonitorDefinition proposed = TestMonitors.Quick with
        {
            Threshold = rule.Policy switch
            {
                ThresholdPolicy.Static => new ThresholdDefinition { Static = value },
                ThresholdPolicy.Budget => new ThresholdDefinition { Budget = value },
                _ => new ThresholdDefinition { Quantile = value },
            },
            Alert = new AlertDefinition { M = 2, N = 4, Cooldown = TimeSpan.FromSeconds(100) },
        };
        Driver driver = Live(TestMonitors.Quick);
        Driver would = Live(proposed);
        PreviewReport report = Preview(driver, TestMonitors.Quick, rule, proposed.Alert);
        Assert.Equal(would.Alerts.Count, report.Proposed.Alerts);
        Assert.Equal(would.Verdicts.Count(v => v.IsAnomalous), report.Proposed.Anomalous);
        Assert.Equal(
            would.Alerts.Select(a => a.EventTime).Except(driver.Alerts.Select(a => a.EventTime)).Take(3),
            report.New.Select(a => a.EventTime));
        Assert.Equal(
            driver.Alerts.Select(a => a.EventTime).Except(would.Alerts.Select(a => a.EventTime)).Take(3),
            report.Gone.Select(a => a.EventTime));
    }

    [Fact]
    public void Compute_RobustZ_MeasuresTheStoredScores()
    {
        StoredScore[] scores = [.. Enumerable.Range(0, 5000).Select(i => new StoredScore("e", i * TimeSpan.TicksPerSecond, 1, i == 4000 ? 200 : i % 101))];

        // Median 50, half of the scores within 25 of it: eight deviations of 1.4826 · 25 above are 346, four are 198.
        PreviewReport eight = Compute(scores, new ThresholdRule(ThresholdPolicy.RobustZ, 8));
        PreviewReport four = Compute(scores, new ThresholdRule(ThresholdPolicy.RobustZ, 4));
        Assert.Equal((0L, 1L), (eight.Proposed.Alerts, four.Proposed.Alerts));
        Assert.Equal(4000, EventTime.ToSeconds(Assert.Single(four.New).EventTime));
    }

    [Fact]
    public void Compute_OverridesInForce_AreTheOnesThatAreComparedWith()
    {
        StoredScore[] scores = [new("a", 0, 4, 10), new("b", 1, 4, 10), new("a", 2, 6, 20), new("b", 3, 6, 20)];
        ThresholdOverride one = new(
            new OverrideScope(TestMonitors.Name, OverrideLevel.Entity, "b"), "static", 15, "anna", DateTimeOffset.UnixEpoch, "noisy", null);
        PreviewReport report = Compute(scores, new ThresholdRule(ThresholdPolicy.Static, 5), ThresholdOverrides.Of([one]));
        Assert.Equal((3L, 4L), (report.Now.Alerts, report.Proposed.Alerts));
        Assert.Equal(new PreviewedEntity("b", 1, 2), Assert.Single(report.MostChanged));
        Assert.Equal(new PreviewedAlert("b", 1, 4, 10), Assert.Single(report.New));
    }

    [Fact]
    public void Compute_NoScores_IsNothing()
    {
        PreviewReport report = Compute([], new ThresholdRule(ThresholdPolicy.Static, 5));
        Assert.Equal((0L, 0L, 0L, 0), (report.From, report.To, report.Rows, report.Entities));
        Assert.Empty(report.Days);
    }

    private static PreviewReport Compute(StoredScore[] scores, ThresholdRule rule, ThresholdOverrides? overrides = null) => ThresholdPreview.Compute(
        () => scores,
        new PreviewRequest(TestMonitors.Quick, overrides ?? ThresholdOverrides.None, rule, new AlertDefinition(), Shown: 3),
        TestContext.Current.CancellationToken);

    private static PreviewReport Preview(Driver driver, MonitorDefinition now, ThresholdRule rule, AlertDefinition alert)
    {
        StoredScore[] scores = [.. driver.Verdicts.Where(v => v.IsScored).Select(v => new StoredScore("e", v.EventTime, v.Surprise, v.Score))];
        return ThresholdPreview.Compute(
            () => scores, new PreviewRequest(now, ThresholdOverrides.None, rule, alert, Shown: 3), TestContext.Current.CancellationToken);
    }

    /// <summary>Two thousand rows, ten seconds apart, some of them far out.</summary>
    private static Driver Live(MonitorDefinition definition)
    {
        MonitorPlan plan = TestMonitors.Plan(definition);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        var random = new PhiloxRandom(7, 1);
        for (int i = 0; i < 2000; i++)
        {
            float value = random.NextSingle() * 1.6f;
            driver.Feed(i * 10, random.NextSingle() < 0.05f ? value * 3 : value);
        }

        return driver;
    }
}
