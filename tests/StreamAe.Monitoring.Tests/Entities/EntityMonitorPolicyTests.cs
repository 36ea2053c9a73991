using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class EntityMonitorPolicyTests
{
    private const float Normal = 1;
    private const float Odd = 5;

    /// <summary>Per row: '.' normal, 'x' anomalous without an alert, 'A' with one.</summary>
    [Theory]
    [InlineData(1, 1, 0, "oxo", ".A.")]
    [InlineData(2, 3, 0, "xoxoox", "x.A..x")]
    [InlineData(2, 2, 0, "xxoxx", "xA.xA")]
    [InlineData(3, 3, 0, "xxxxo", "xxAA.")]
    [InlineData(1, 1, 3, "xxxxo", "AxxA.")]
    [InlineData(2, 3, 2, "xxxxx", "xAxAx")]
    [InlineData(1, 64, 0, "xoo", "A..")]
    [InlineData(3, 64, 0, "xoooxooox", "x...x...A")]
    public void Feed_AnomaliesUnderAPolicy_AlertWhereItSays(int m, int n, int cooldownSeconds, string rows, string expected)
    {
        Driver driver = Judging(new AlertDefinition { M = m, N = n, Cooldown = TimeSpan.FromSeconds(cooldownSeconds) });
        string seen = string.Concat(rows.Select((row, i) =>
        {
            Verdict verdict = driver.Feed(i, row == 'x' ? Odd : Normal);
            return verdict.IsAlert ? 'A' : verdict.IsAnomalous ? 'x' : '.';
        }));
        Assert.Equal(expected, seen);
        Assert.Equal(expected.Count(c => c == 'A'), driver.Alerts.Count);
        Assert.Equal(driver.Alerts.Count, driver.Monitor.Alerts);
    }

    [Fact]
    public void Feed_Threshold_IsExclusive()
    {
        Driver driver = Judging(new AlertDefinition());
        float threshold = driver.Feed(0, Normal).Threshold;
        Assert.Equal(HandMade.Threshold, threshold, 1e-3f);
        Assert.False(driver.Feed(1, MathF.Sqrt(threshold) * 0.9999f).IsAnomalous);
        Assert.True(driver.Feed(2, MathF.Sqrt(threshold) * 1.0001f).IsAnomalous);
    }

    [Fact]
    public void Feed_Episode_BeginsAtItsFirstAnomaly()
    {
        Driver driver = Judging(new AlertDefinition { M = 2, N = 3 });
        float[] rows = [Odd, Normal, Odd, Odd, Normal, Normal, Odd, Odd];
        for (int i = 0; i < rows.Length; i++)
        {
            driver.Feed(i + 1, rows[i]);
        }

        // Two normal rows leave no anomaly among the last three: what follows is another episode.
        Assert.Equal([3, 4, 8], driver.Alerts.Select(a => EventTime.ToSeconds(a.EventTime)));
        Assert.Equal([1, 1, 7], driver.Alerts.Select(a => EventTime.ToSeconds(a.Since)));
    }

    [Fact]
    public void Feed_AnomalousRows_AreKeptOutOfTraining()
    {
        Driver driver = Judging(new AlertDefinition { M = 5, N = 5 });
        float[] rows = [Normal, Odd, Normal, Odd, Odd];
        for (int i = 0; i < rows.Length; i++)
        {
            driver.Feed(i, rows[i]);
        }

        Assert.Empty(driver.Alerts);
        Assert.Equal([false, true, false, true, true], driver.Monitor.History.Copy().Excluded);
        Assert.Equal([false, true, false, true, true], driver.Monitor.BeginTraining().Segments[0].Excluded);
    }

    [Fact]
    public void Feed_Alert_SaysWhatWhyAndSince()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, 4);
        var driver = new Driver(plan, "pump 7");
        driver.Monitor.Promote(HandMade.Constant(plan, version: 3, constant: 2, mean: 10));
        driver.Feed(1, 12, 12, 12, 12);
        Verdict verdict = driver.Feed(2, 12, 4, 18, 11);
        Alert alert = Assert.Single(driver.Alerts);
        Assert.Equal(Alert.IdOf(TestMonitors.Name, "pump 7", 1, EventTime.FromSeconds(2)), alert.Id);
        Assert.Equal(
            (TestMonitors.Name, "pump 7", AlertKind.Score, 1L, 3, false),
            (alert.Monitor, alert.Entity, alert.Kind, alert.Sequence, alert.ModelVersion, alert.IsProvisional));
        Assert.Equal((64 + 36 + 1) / 4f, alert.Score, 1e-3f);
        Assert.Equal((verdict.Score, verdict.Surprise, verdict.Threshold), (alert.Score, alert.Surprise, alert.Threshold));
        Assert.Equal(new SeverityDefinition().Of(alert.Surprise), alert.Severity);
        Assert.Equal(["x1", "x2", "x3"], alert.Features.Select(f => f.Feature));
        Assert.Equal(["4", "18", "11"], alert.Features.Select(f => f.Actual));
        Assert.All(alert.Features, f => Assert.Equal("12", f.Expected));
        Assert.Equal([64 / 101f, 36 / 101f, 1 / 101f], alert.Features.Select(f => f.Share), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void Feed_AlertOfOneFeature_DoesNotTellOfTheOthers()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick, 4);
        var driver = new Driver(plan, "pump 7");
        driver.Monitor.Promote(HandMade.Constant(plan, version: 3, constant: 2, mean: 10));
        driver.Feed(1, 12, 12, 12, 12);
        driver.Feed(2, 12, 4, 12, 11.5f);
        Alert alert = Assert.Single(driver.Alerts);
        Assert.Equal(["x1"], alert.Features.Select(f => f.Feature));
    }

    [Fact]
    public void Feed_SameObservations_RaiseTheSameIdsInAnyRun()
    {
        string[] Ids()
        {
            Driver driver = Judging(new AlertDefinition());
            for (int i = 0; i < 20; i++)
            {
                driver.Feed(i, i % 4 == 0 ? Odd : Normal);
            }

            return [.. driver.Alerts.Select(a => a.Id)];
        }

        string[] first = Ids();
        Assert.Equal(5, first.Distinct().Count());
        Assert.Equal(first, Ids());
    }

    [Fact]
    public void Feed_NotExplained_NamesNoFeatures()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal(-1, driver.Feed(1, Normal).Top[0].Source);
        Assert.Equal(0, driver.Feed(2, Odd).Top[0].Source);

        var explained = new Driver(plan, explain: true);
        explained.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal(0, explained.Feed(1, Normal).Top[0].Source);
        Assert.Equal(-1, explained.Feed(2, 0).Top[0].Source);
    }

    [Fact]
    public void Feed_GapOfManyIntervals_IsASilence()
    {
        Driver driver = Judging(new AlertDefinition { M = 3, N = 3, Cooldown = TimeSpan.FromHours(1) }, silenceFactor: 10);
        for (int i = 0; i < 25; i++)
        {
            driver.Feed(i, Normal);
        }

        // 9 intervals are none, 10 are on the edge, 100 are a decade beyond it.
        Assert.Equal(VerdictFlags.Scored, driver.Feed(24 + 9, Normal).Flags);
        double usual = 1 + (0.05 * 2);
        double now = 33 + (usual * 100);
        Verdict verdict = driver.Feed(now, Normal);
        Assert.Equal(VerdictFlags.Scored | VerdictFlags.Silence | VerdictFlags.Anomalous | VerdictFlags.Alert, verdict.Flags);
        Assert.Equal(3 + 1, verdict.Surprise, 1e-3f);
        Alert alert = Assert.Single(driver.Alerts);
        Assert.Equal((AlertKind.Silence, AlertSeverity.Minor), (alert.Kind, alert.Severity));
    }

    [Fact]
    public void Feed_GapBeforeTheUsualIsKnown_IsNoSilence()
    {
        Driver driver = Judging(new AlertDefinition(), silenceFactor: 10);
        for (int i = 0; i < 20; i++)
        {
            driver.Feed(i, Normal);
        }

        Assert.Equal(VerdictFlags.Scored, Judging(new AlertDefinition(), silenceFactor: 10).Feed(1e9, Normal).Flags);
        Assert.True(driver.Feed(1000, Normal).Flags.HasFlag(VerdictFlags.Silence), "the 21st observation may be one");

        Driver younger = Judging(new AlertDefinition(), silenceFactor: 10);
        for (int i = 0; i < 19; i++)
        {
            younger.Feed(i, Normal);
        }

        Assert.False(younger.Feed(1000, Normal).Flags.HasFlag(VerdictFlags.Silence), "the 20th is too early");
    }

    [Fact]
    public void Feed_SilenceBeforeAModel_IsAnAlertWithoutNumbers()
    {
        var driver = new Driver(TestMonitors.Plan(Definition(new AlertDefinition(), 10)));
        for (int i = 0; i < 30; i++)
        {
            driver.Feed(i, Normal);
        }

        Verdict verdict = driver.Feed(5000, Normal);
        Assert.Equal(VerdictFlags.Silence | VerdictFlags.Anomalous | VerdictFlags.Alert, verdict.Flags);
        Alert alert = Assert.Single(driver.Alerts);
        Assert.Equal((AlertKind.Silence, 0, float.NaN), (alert.Kind, alert.ModelVersion, alert.Score));
        Assert.Empty(alert.Features);
        Assert.True(verdict.Surprise > 3, $"{verdict.Surprise}");
    }

    [Fact]
    public void Feed_SilenceOff_NeverReportsOne()
    {
        Driver driver = Judging(new AlertDefinition());
        for (int i = 0; i < 30; i++)
        {
            driver.Feed(i, Normal);
        }

        Assert.Equal(VerdictFlags.Scored, driver.Feed(1e9, Normal).Flags);
    }

    [Fact]
    public void Feed_Smoothing_IsExponentialAndStartsAtTheMedianOfEachModel()
    {
        float median = HandMade.Calibration.Median;
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Score = new ScoreDefinition { Smoothing = 3 } });
        plan.Cohort = plan.MakeResident(HandMade.Constant(plan, version: 1, ModelOrigin.Cohort));
        var driver = new Driver(plan);
        Assert.Equal((median + 4) / 2, driver.Feed(1, 2).Score);
        Assert.Equal((median + 4) / 4, driver.Feed(2, 0).Score);

        // The entity's own first model has the number of the cohort's first.
        driver.Monitor.Promote(HandMade.Constant(plan, version: 1));
        Assert.Equal((median + 16) / 2, driver.Feed(3, 4).Score);
        Assert.Equal((median + 16) / 4, driver.Feed(4, 0).Score);
        driver.Monitor.Promote(HandMade.Constant(plan, version: 2));
        Assert.Equal(median / 2, driver.Feed(5, 0).Score);
    }

    [Fact]
    public void Feed_AfterAHugeScore_TheNextIsExact()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Score = new ScoreDefinition { Clip = 1000 } });
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal(1e6f, driver.Feed(1, 1e30f).Score);
        Assert.Equal(0.3f * 0.3f, driver.Feed(2, 0.3f).Score);
    }

    private static MonitorDefinition Definition(AlertDefinition policy, double silenceFactor) =>
        TestMonitors.Quick with { Alert = policy, Data = new DataDefinition { SilenceFactor = silenceFactor } };

    private static Driver Judging(AlertDefinition policy, double silenceFactor = 0)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition(policy, silenceFactor));
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }
}
