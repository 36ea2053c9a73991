using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class LateRowsTests
{
    /// <summary>A clock that was set back by an hour: every row is refused, and the entity would be gone without a word.</summary>
    [Fact]
    public void Feed_AClockThatWasSetBack_IsToldOnceThoughEveryRowIsRefused()
    {
        Driver driver = Watching(3);
        FeedInOrder(driver, 5000, 10);
        for (int i = 0; i < 8; i++)
        {
            driver.Feed(1409 + i, 0.5f);
        }

        const VerdictFlags Refused = VerdictFlags.Rejected;
        const VerdictFlags Told = Refused | VerdictFlags.Late | VerdictFlags.Anomalous | VerdictFlags.Alert;
        Assert.Equal([Refused, Refused, Told, .. Enumerable.Repeat(Refused | VerdictFlags.Late, 5)], driver.Verdicts[10..].Select(v => v.Flags));
        Alert alert = Assert.Single(driver.Alerts);
        Assert.Equal(AlertKind.Late, alert.Kind);
        Assert.Equal(EventTime.FromSeconds(5009), alert.EventTime);
        Assert.Equal(alert.EventTime, alert.Since);
        Assert.Equal(3, alert.Surprise, 3);
        Assert.Equal(Alert.IdOf(TestMonitors.Name, "e", 10, EventTime.FromSeconds(1411)), alert.Id);
        Assert.Equal(new FeatureContribution("t", 1, "3598 s before the newest", "fewer than 3 late rows in 64"), Assert.Single(alert.Features));
        Assert.Equal((10, 8, 1), (driver.Monitor.Observations, driver.Monitor.Rejected, driver.Monitor.Alerts));
    }

    /// <summary>What was refused is none of the entity's rows: m of n and the cooldown go on as if it had not come.</summary>
    [Fact]
    public void Feed_RefusedLateRows_ChangeNoOtherVerdict()
    {
        Driver late = Watching(2);
        Driver bare = Watching(2);
        for (int i = 0; i < 30; i++)
        {
            float value = i % 7 == 6 ? 90 : 0.5f;
            late.Feed(i, value);
            bare.Feed(i, value);
            late.Feed(i - 10, 0.5f);
        }

        Assert.Equal(bare.Verdicts.Select(v => (v.EventTime, v.Flags, v.Surprise)), late.Verdicts.Where((_, i) => i % 2 == 0).Select(v => (v.EventTime, v.Flags, v.Surprise)));
        Assert.Equal(bare.Alerts.Select(a => a.Id), late.Alerts.Where(a => a.Kind != AlertKind.Late).Select(a => a.Id));
        Assert.Single(late.Alerts, a => a.Kind == AlertKind.Late);
    }

    /// <summary>Held back uploads come between the new ones: it is the share of late rows that counts, not their run.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void Take_LateRowsAmongNewOnes_CountWithinTheLast64(int rows, bool isTold)
    {
        Driver driver = Watching(rows);
        FeedInOrder(driver, 0, 64);
        for (int i = 64; i < 192; i++)
        {
            driver.Feed(i % 8 == 0 ? i - 50 : i, 0.5f);
        }

        Assert.Equal(isTold, driver.Alerts.Any(a => a.Kind == AlertKind.Late));
    }

    /// <summary>As many in order as it took end it, and what is late then is told anew.</summary>
    [Theory]
    [InlineData(2, 3, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 3, 2)]
    public void Take_RowsInOrderAgain_EndIt(int inOrder, int late, int alerts)
    {
        Driver driver = Watching(3);
        FeedInOrder(driver, 100, 10);
        FeedInOrder(driver, 50, 5);
        FeedInOrder(driver, 200, inOrder);
        FeedInOrder(driver, 50, late);
        Assert.Equal(alerts, driver.Alerts.Count(a => a.Kind == AlertKind.Late));
        Assert.Equal(driver.Alerts.Count, driver.Alerts.Select(a => a.Id).Distinct().Count());
    }

    /// <summary>Where late rows are judged, the signal comes beside their scores, whatever m of n and quiet hours say, and moves no cooldown back.</summary>
    [Fact]
    public void Feed_LateRowsThatAreAccepted_AreJudgedAndTold()
    {
        Driver driver = Watching(2, LateTimePolicy.Accept, TimeSpan.FromSeconds(1000));
        FeedInOrder(driver, 5000, 10);
        FeedInOrder(driver, 5010, 3, 90);
        Assert.Equal(AlertKind.Score, Assert.Single(driver.Alerts).Kind);
        driver.Feed(1000, 0.5f);
        driver.Feed(1001, 0.5f);
        driver.Feed(1002, 0.5f);
        FeedInOrder(driver, 5013, 20, 90);
        Assert.Equal(
            [VerdictFlags.Scored, VerdictFlags.Scored | VerdictFlags.Late | VerdictFlags.Anomalous | VerdictFlags.Alert, VerdictFlags.Scored | VerdictFlags.Late],
            driver.Verdicts[13..16].Select(v => v.Flags));
        Assert.Equal([AlertKind.Score, AlertKind.Late], driver.Alerts.Select(a => a.Kind));
        Assert.Equal(EventTime.FromSeconds(5012), driver.Alerts[1].EventTime, EventTime.TicksPerSecond / 100);
    }

    [Fact]
    public void Feed_LateRowsOfAnEntityWithoutAModel_AreTold()
    {
        var driver = new Driver(Plan(2, LateTimePolicy.Accept, TimeSpan.Zero));
        FeedInOrder(driver, 100, 3);
        FeedInOrder(driver, 50, 2);
        Assert.Equal(AlertKind.Late, Assert.Single(driver.Alerts).Kind);
    }

    [Theory]
    [InlineData(LateTimePolicy.Reject)]
    [InlineData(LateTimePolicy.Accept)]
    public void Feed_InMaintenance_IsNotTold(LateTimePolicy policy)
    {
        Driver driver = Watching(2, policy, TimeSpan.Zero);
        driver.Monitor.Plan.Threshold.Overrides = ThresholdOverrides.Of(
            [new ThresholdOverride(OverrideScope.OfMonitor(TestMonitors.Name), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "a test", null)]);
        FeedInOrder(driver, 100, 5);
        FeedInOrder(driver, 50, 5);
        Assert.Empty(driver.Alerts);
    }

    [Fact]
    public void Feed_WhereNobodyAsks_CostsNoMemory()
    {
        MonitorPlan plan = Plan(0, LateTimePolicy.Reject, TimeSpan.Zero);
        var driver = new Driver(plan);
        FeedInOrder(driver, 100, 5);
        FeedInOrder(driver, 50, 5);
        Assert.Empty(driver.Alerts);
        Assert.Equal(0, plan.Memory.Floats);
    }

    /// <summary>Whatever the chunks, and across a restart within it.</summary>
    [Theory]
    [InlineData(LateTimePolicy.Reject)]
    [InlineData(LateTimePolicy.Accept)]
    public void Take_InChunksAndAcrossARestart_IsTheSame(LateTimePolicy policy)
    {
        (long Time, float[] Values)[] rows =
            [.. Enumerable.Range(0, 120).Select(i => (EventTime.FromSeconds(i % 20 is > 12 and < 17 ? i - 40 : i), (float[])[i % 3]))];
        Driver one = Watching(3, policy, TimeSpan.Zero);
        foreach ((long time, float[] values) in rows)
        {
            one.FeedChunk([(time, values)]);
        }

        Driver many = Watching(3, policy, TimeSpan.Zero);
        many.FeedChunk(rows[..56]);
        byte[] state = new byte[many.Monitor.Plan.StateBytes];
        many.Monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(many.Monitor.Plan, "e", state);
        while (many.Monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> page))
        {
            restored.History.RestorePage(number, excluded, page, many.Monitor.History.TimeOfPage(number));
        }

        restored.CompleteRestore();
        restored.Promote(HandMade.Constant(many.Monitor.Plan));
        var rest = new Driver(restored);
        rest.FeedChunk(rows[56..]);
        Assert.Equal(one.Verdicts.Select(v => v.Flags), many.Verdicts.Concat(rest.Verdicts).Select(v => v.Flags));
        Assert.Equal(6, one.Alerts.Count);
        Assert.Equal(one.Alerts.Select(a => (a.Id, a.EventTime)), many.Alerts.Concat(rest.Alerts).Select(a => (a.Id, a.EventTime)));
    }

    private static void FeedInOrder(Driver driver, int from, int rows, float value = 0.5f)
    {
        for (int i = 0; i < rows; i++)
        {
            driver.Feed(from + i, value);
        }
    }

    private static Driver Watching(int rows, LateTimePolicy policy = LateTimePolicy.Reject, TimeSpan cooldown = default)
    {
        MonitorPlan plan = Plan(rows, policy, cooldown);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }

    private static MonitorPlan Plan(int rows, LateTimePolicy policy, TimeSpan cooldown) => TestMonitors.Plan(
        TestMonitors.Quick with
        {
            Data = new DataDefinition { SilenceFactor = 0, LateTime = policy, LateRows = rows },
            Alert = new AlertDefinition { M = 2, N = 3, Cooldown = cooldown },
        });
}
