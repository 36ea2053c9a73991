using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>What keeps an anomalous row from becoming an alert, or an alarm from ending: hysteresis, quiet hours, maintenance.</summary>
public sealed class AlertHoldingTests
{
    private const float Normal = 0.2f;

    // Surprise above the threshold's 3; between 3/2 and 3; a critical one.
    private const float Odd = 3;
    private const float Wavering = 1.6f;
    private const float Wild = 9;

    /// <summary>A row after an anomalous one stays anomalous until its surprise is below half of the threshold's.</summary>
    [Theory]
    [InlineData(1, "nowwno", ".x...x")]
    [InlineData(0.5, "nowwno", ".xxx.x")]
    [InlineData(0.5, "wwow", "..xx")]
    public void Feed_Hysteresis_EndsAnAlarmBelowItsShare(double release, string rows, string expected)
    {
        Driver driver = Judging(new AlertDefinition { Release = release });
        string seen = string.Concat(rows.Select((row, i) => driver.Feed(i, ValueOf(row)).IsAnomalous ? 'x' : '.'));
        Assert.Equal(expected, seen);
    }

    /// <summary>From 10 to 20 s past midnight nothing lesser wakes anybody; the trouble that lasts is told when the hours are over, and the cooldown
    /// counts from there.</summary>
    [Fact]
    public void Feed_QuietHours_HoldAnAlertUntilTheyAreOver()
    {
        Driver driver = Judging(new AlertDefinition
        {
            Cooldown = TimeSpan.FromMinutes(10),
            Quiet = [new QuietDefinition { From = new TimeOnly(1, 0), To = new TimeOnly(2, 0) }],
        });
        (int Minute, char Row, char Expected)[] steps =
        [
            (50, 'n', '.'), (61, 'o', 'q'), (70, 'o', 'q'), (119, 'o', 'q'), (120, 'o', 'A'), (125, 'o', 'x'), (131, 'o', 'A'), (150, 'n', '.'),
        ];
        foreach ((int minute, char row, char expected) in steps)
        {
            Verdict verdict = driver.Feed(minute * 60, ValueOf(row));
            Assert.Equal((minute, expected), (minute, MarkOf(verdict)));
        }

        Assert.Equal(2, driver.Alerts.Count);
        Assert.Equal(61 * 60 * TimeSpan.TicksPerSecond, driver.Alerts[0].Since);
    }

    [Fact]
    public void Feed_QuietHours_LetWhatIsCriticalThrough()
    {
        Driver driver = Judging(new AlertDefinition { Quiet = [new QuietDefinition { From = new TimeOnly(1, 0), To = new TimeOnly(2, 0) }] });
        Assert.Equal('q', MarkOf(driver.Feed(3700, Odd)));
        Assert.Equal('A', MarkOf(driver.Feed(3701, Wild)));
        Assert.Equal(AlertSeverity.Critical, Assert.Single(driver.Alerts).Severity);
    }

    /// <summary>In maintenance nothing is anomalous, scored or not, and no row of it is learned.</summary>
    [Fact]
    public void Feed_Maintenance_RaisesNothingAndTeachesNothing()
    {
        Driver driver = Judging(new AlertDefinition(), silenceFactor: 10);
        for (int i = 0; i < 30; i++)
        {
            driver.Feed(i, Normal);
        }

        var maintenance = new ThresholdOverride(
            new OverrideScope(TestMonitors.Name, OverrideLevel.Entity, "e"), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "new bearing", null);
        driver.Monitor.Plan.Threshold.Overrides = ThresholdOverrides.Of([maintenance]);
        Verdict wild = driver.Feed(30, Wild);
        Verdict late = driver.Feed(3000, Wild);
        Assert.All([wild, late], v => Assert.Equal(VerdictFlags.Scored | VerdictFlags.Maintenance, v.Flags));
        Assert.Empty(driver.Alerts);
        Assert.Equal([true, true], driver.Monitor.History.Copy().Excluded[^2..]);

        driver.Monitor.Plan.Threshold.Overrides = ThresholdOverrides.None;
        Assert.Equal('A', MarkOf(driver.Feed(3001, Wild)));
    }

    [Fact]
    public void Feed_MaintenanceBeforeAnyModel_IsMarkedAndNotLearned()
    {
        var driver = new Driver(TestMonitors.Plan(TestMonitors.Quick with { Data = new DataDefinition { SilenceFactor = 10 } }));
        for (int i = 0; i < 30; i++)
        {
            driver.Feed(i, Normal);
        }

        var maintenance = new ThresholdOverride(
            OverrideScope.OfMonitor(TestMonitors.Name), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "move of the plant", null);
        driver.Monitor.Plan.Threshold.Overrides = ThresholdOverrides.Of([maintenance]);
        Assert.Equal(VerdictFlags.Maintenance, driver.Feed(3000, Normal).Flags);
        Assert.Equal(VerdictFlags.Maintenance, driver.Feed(3001, Normal).Flags);
        Assert.Empty(driver.Alerts);
        Assert.Equal([false, true, true], driver.Monitor.History.Copy().Excluded[^3..]);
    }

    private static float ValueOf(char row) => row switch
    {
        'o' => Odd,
        'w' => Wavering,
        'W' => Wild,
        _ => Normal,
    };

    private static char MarkOf(Verdict verdict) =>
        verdict.IsAlert ? 'A' : verdict.Flags.HasFlag(VerdictFlags.Quiet) ? 'q' : verdict.IsAnomalous ? 'x' : '.';

    private static Driver Judging(AlertDefinition alert, double silenceFactor = 0)
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Alert = alert, Data = new DataDefinition { SilenceFactor = silenceFactor } });
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }
}
