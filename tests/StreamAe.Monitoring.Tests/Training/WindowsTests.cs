using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Tests.Training;

public sealed class WindowsTests
{
    [Fact]
    public void Build_TwoSegments_WindowsDoNotCross()
    {
        MonitorPlan plan = Plan(rows: 3, channels: 1);
        var scaler = new FeatureScaler([0], [1], 10);
        TrainingSegment[] segments =
        [
            Series.Segment([1, 2, 3, 4, 5], 1, excluded: 1),
            Series.Segment([6, 7], 1),
            Series.Segment([.. Enumerable.Range(0, 10).Select(i => i * 0.5f)], 1),
        ];
        Windows windows = Windows.Build(plan, segments, scaler, 0.2);
        Assert.Equal(3 + 0 + 8, windows.Count);
        Assert.Equal([3f, 2, 1, 0], windows.Rows[..4]);
        Assert.Equal([1f, 0.5f, 0, 0], windows.Rows[12..16]);
        Assert.Equal([0, 3], Enumerable.Range(0, 11).Where(i => windows.StartsSegment[i]));
        Assert.Equal([0, 1], Enumerable.Range(0, 11).Where(i => !windows.IsUsable[i]));
        Assert.Equal([2, 9, 10], Enumerable.Range(0, 11).Where(i => windows.IsHeldOut[i]));
        Assert.Equal([3, 4, 5, 6, 7, 8], windows.Fitting);
    }

    [Theory]
    [InlineData(1, false, MissingPolicy.Fill)]
    [InlineData(1, true, MissingPolicy.Fill)]
    [InlineData(3, false, MissingPolicy.Fill)]
    [InlineData(3, true, MissingPolicy.Fill)]
    [InlineData(2, true, MissingPolicy.Mask)]
    public void Build_HistoryOfALiveEntity_GivesTheRowsItWasJudgedOn(int window, bool differences, MissingPolicy missing)
    {
        MonitorDefinition definition = TestMonitors.Quick with
        {
            Window = new WindowDefinition { Rows = window },
            Differences = differences,
            Data = TestMonitors.Quick.Data with { Missing = missing },
            Features = [FeatureDefinition.Number("x1", NumberTransform.SignedLog), FeatureDefinition.SinceLast, FeatureDefinition.Number("x0")],
        };
        var plan = new MonitorPlan(definition, TestMonitors.Numbers(2));
        var monitor = new EntityMonitor(plan, "e");
        monitor.Promote(HandMade.Constant(plan, mean: 0.3f, deviation: 0.7f));
        int stride = plan.Architecture.RowStride;
        float[] waves = Series.Waves(50, 2);
        var live = new List<float>();
        float[] row = new float[stride];
        for (int i = 0; i < 50; i++)
        {
            float[] values = [i % 9 == 4 ? float.NaN : waves[2 * i], i == 20 ? 1e38f : waves[(2 * i) + 1]];
            PreparedRow prepared = monitor.Prepare(EventTime.FromSeconds(i * i), values, new float[3], row);
            if (prepared.Status == PrepareStatus.Ready)
            {
                live.AddRange(row);
            }
        }

        (float[] rows, bool[] excluded) = monitor.History.Copy();
        Windows windows = Windows.Build(plan, [new TrainingSegment(rows, excluded)], monitor.Own!.Model.Scaler, 0.2);
        Assert.Equal(51 - window, windows.Count);
        Assert.Equal((window + (differences ? 1 : 0)) * 3, plan.Architecture.Features);
        Assert.Equal(live, windows.Rows);
        Assert.Equal(windows.Rows, windows.Rescale(plan, monitor.Own.Model.Scaler).Rows);
    }

    [Fact]
    public void Build_WithDifferences_HoldsWhatChangedAndNothingNextToAnExcludedRow()
    {
        MonitorPlan plan = TestMonitors.Plan(
            TestMonitors.Quick with { Window = new WindowDefinition { Rows = 1 }, Differences = true }, 1);
        var scaler = new FeatureScaler([1], [2], 10, [0.5f]);
        Windows windows = Windows.Build(plan, [Series.Segment([1, 2, 2, 5, 100, 0], 1, excluded: 3)], scaler, 0.2);
        int stride = plan.Architecture.RowStride;
        Assert.Equal([0, 0.5f, 0.5f, 2, 10, -0.5f], Enumerable.Range(0, 6).Select(i => windows.Rows[i * stride]));
        Assert.Equal([0, 2, 0, 6, 10, -10], Enumerable.Range(0, 6).Select(i => windows.Rows[(i * stride) + 1]));
        Assert.Equal([3, 4], Enumerable.Range(0, 6).Where(i => !windows.IsUsable[i]));
    }

    private static MonitorPlan Plan(int rows, int channels) =>
        TestMonitors.Plan(TestMonitors.Quick with { Window = new WindowDefinition { Rows = rows } }, channels);
}
