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
    [Theory]
    [InlineData(10, 0.2, 8)]
    [InlineData(4, 0.2, 4)]
    [InlineData(5, 0.2, 4)]
    [InlineData(0, 0.5, 0)]
    public void FittingRows_OfASegment_IsTheRest(int rows, double holdout, int expected) =>
        Assert.Equal(expected, Windows.FittingRows(rows, holdout));

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

    [Fact]
    public void Build_HistoryOfALiveEntity_GivesTheRowsItWasJudgedOn()
    {
        MonitorDefinition definition = TestMonitors.Quick with
        {
            Window = new WindowDefinition { Rows = 3 },
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
        Assert.Equal(48, windows.Count);
        Assert.Equal(live, windows.Rows);
        Assert.Equal(windows.Rows, windows.Rescale(plan, monitor.Own.Model.Scaler).Rows);
    }

    private static MonitorPlan Plan(int rows, int channels) =>
        TestMonitors.Plan(TestMonitors.Quick with { Window = new WindowDefinition { Rows = rows } }, channels);
}
