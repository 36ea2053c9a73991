using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>Which rows a shift takes back into training.</summary>
public sealed class LastingChangeTests
{
    private const float Odd = 9;

    // e^0.6 is less than 2, and e^0.8 more: the fourth anomalous row is the shift.
    private static readonly MonitorDefinition Adapting = TestMonitors.Quick with
    {
        Training = TestMonitors.Quick.Training with { HistoryRows = 1000 },
        Threshold = new ThresholdDefinition { Adaptation = 0.2 },
    };

    /// <summary>Rows may be prepared together with the one a shift is told with, before it and after it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(700)]
    public void Judge_AShift_TakesTheNewest512RowsBackWhateverIsPreparedWithIt(int chunkRows)
    {
        const int Shift = 612, First = Shift + 1 - 512;
        Driver driver = Judging(Adapting);
        driver.FeedInChunks(chunkRows, Enumerable.Range(0, 700).Select(i => i switch
        {
            >= First - 1 and <= First + 1 or Shift => Odd,
            300 or Shift + 1 => float.NaN,
            _ => 0,
        }));
        Assert.Equal((AlertKind.Shift, Shift), (driver.Alerts[^1].Kind, driver.Alerts[^1].Sequence));
        Assert.Equal([First - 1, 300, Shift + 1], ExcludedOf(driver));
    }

    [Fact]
    public void Judge_AShift_LeavesOutWhatWasKeptOutForAnotherReasonThanAnAnomaly()
    {
        Driver driver = Judging(Adapting with { Data = new DataDefinition { SilenceFactor = 0, StuckFactor = 3 } });
        driver.FeedInChunks(1, Enumerable.Range(0, 100).Select(i => 0.1f * (i % 2)));
        driver.Monitor.Plan.Threshold.Overrides = ThresholdOverrides.Of(
        [
            new ThresholdOverride(OverrideScope.OfMonitor(TestMonitors.Name), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "new bearing", null),
        ]);
        driver.FeedInChunks(1, [0, 0.1f]);
        driver.Monitor.Plan.Threshold.Overrides = ThresholdOverrides.None;
        driver.FeedInChunks(1, Enumerable.Repeat(0.2f, 20));
        driver.FeedInChunks(1, Enumerable.Range(0, 10).Select(i => Odd + (0.1f * (i % 2))));
        Assert.Contains(driver.Alerts, a => a.Kind == AlertKind.Shift);

        long[] stuck = [.. driver.Verdicts.Where(v => v.Flags.HasFlag(VerdictFlags.Stuck)).Select(v => v.Sequence)];
        Assert.NotEmpty(stuck);
        Assert.Equal([100, 101, .. stuck], ExcludedOf(driver));
    }

    private static Driver Judging(MonitorDefinition definition)
    {
        MonitorPlan plan = TestMonitors.Plan(definition);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }

    private static IEnumerable<long> ExcludedOf(Driver driver) =>
        Enumerable.Range(0, (int)driver.Monitor.Observations).Select(i => (long)i).Where(driver.Monitor.History.IsExcluded);
}
