using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class EntityMonitorPrepareTests
{
    private const float NaN = float.NaN;

    [Fact]
    public void Feed_LateRow_IsRefusedAndLeavesNoTrace()
    {
        Driver driver = Judging(TestMonitors.Quick);
        driver.Feed(10, 1);
        Verdict late = driver.Feed(9.9, 500);
        Assert.Equal(VerdictFlags.Rejected, late.Flags);
        Assert.Equal((1, 1), (driver.Monitor.Observations, driver.Monitor.Rejected));
        Assert.Equal([1f], driver.Monitor.History.Copy().Rows);
        Assert.Equal(1, driver.Feed(10.1, 1).Sequence);
    }

    [Theory]
    [InlineData(RepeatedTimePolicy.Reject, VerdictFlags.Rejected, 1)]
    [InlineData(RepeatedTimePolicy.Accept, VerdictFlags.Scored, 2)]
    public void Feed_RepeatedTime_FollowsThePolicy(RepeatedTimePolicy policy, VerdictFlags expected, long taken)
    {
        Driver driver = Judging(TestMonitors.Quick with { Data = new DataDefinition { RepeatedTime = policy, SilenceFactor = 0 } });
        driver.Feed(10, 1);
        Assert.Equal(expected, driver.Feed(10, 1).Flags);
        Assert.Equal(taken, driver.Monitor.Observations);
        Assert.Equal(VerdictFlags.Rejected, driver.Feed(9, 1).Flags);
    }

    [Fact]
    public void Feed_LateRowsAccepted_AreJudgedAndTeachNoInterval()
    {
        Driver driver = Judging(TestMonitors.Quick with { Data = new DataDefinition { LateTime = LateTimePolicy.Accept, SilenceFactor = 5 } });
        for (int i = 0; i < 60; i++)
        {
            // Two rows on, one far back: the newest time still moves by seconds.
            Assert.Equal(VerdictFlags.Scored, driver.Feed(i % 3 == 2 ? -1000 * i : i, 1).Flags);
        }

        Assert.Equal((60, 0), (driver.Monitor.Observations, driver.Monitor.Rejected));
        Assert.Equal(EventTime.FromSeconds(58), driver.Monitor.LastEventTime);
        Assert.True(driver.Feed(200, 1).Flags.HasFlag(VerdictFlags.Silence), "a gap is still a silence");
    }

    [Fact]
    public void Feed_MissingFeature_IsFilledButDoesNotCount()
    {
        Driver driver = Judging(TestMonitors.Quick, channels: 2);
        Verdict odd = driver.Feed(1, 1, 9);
        Assert.True(odd.IsAnomalous);
        Assert.Equal((1 + 81) / 2f, odd.ReconstructionError);

        // The fill is the last value, 9, which would be anomalous again.
        Verdict verdict = driver.Feed(2, 1, NaN);
        Assert.Equal(VerdictFlags.Scored | VerdictFlags.Imputed, verdict.Flags);
        Assert.Equal(1, verdict.ReconstructionError);
        Assert.Equal([1f, 9, 1, 9], driver.Monitor.History.Copy().Rows);
    }

    [Fact]
    public void Feed_NeverSeenFeature_StaysMissingInTheHistory()
    {
        Driver driver = Judging(TestMonitors.Quick, channels: 2);
        Verdict verdict = driver.Feed(1, 2, NaN);
        Assert.Equal(4, verdict.ReconstructionError);
        Assert.Equal([2f, NaN], driver.Monitor.History.Copy().Rows);
    }

    /// <summary>A category is many inputs but one vote; the score of the rest must not grow because it is missing.</summary>
    [Fact]
    public void Feed_MissingCategory_ScoresAsTheRestAlone()
    {
        string[] kinds = ["a", "b", "c", "d", "e", "f", "g"];
        MonitorDefinition definition = TestMonitors.Quick with
        {
            Features = [FeatureDefinition.Number("n"), FeatureDefinition.Category("kind", kinds), FeatureDefinition.HourOfDay],
            Data = new DataDefinition { SilenceFactor = 0, MaxImputedShare = 0.9 },
        };
        var plan = new MonitorPlan(definition, new(FeatureEncoderChannels(definition)));
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));

        // 9 inputs: n², and one 1 of the category's eight at an eighth of a vote; the hour is context.
        Assert.Equal((4 + (1 / 8f)) / 9, driver.Feed(1, 2, 3).ReconstructionError, 1e-6f);
        Assert.Equal(2 * 4 / 9f, driver.Feed(2, 2, NaN).ReconstructionError, 1e-6f);
        Assert.Equal(2 * (1 / 8f) / 9f, driver.Feed(3, NaN, 3).ReconstructionError, 1e-6f);
    }

    [Theory]
    [InlineData(0.5, 2, true)]
    [InlineData(0.5, 3, false)]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 4, true)]
    public void Feed_ShareOfMissingValues_DecidesWhetherItIsJudged(double maxShare, int missing, bool judged)
    {
        Driver driver = Judging(
            TestMonitors.Quick with { Data = new DataDefinition { MaxImputedShare = maxShare, SilenceFactor = 0 } }, channels: 4);
        driver.Feed(1, 1, 1, 1, 1);
        Verdict verdict = driver.Feed(2, [.. Enumerable.Range(0, 4).Select(i => i < missing ? NaN : 1)]);
        Assert.Equal(judged, verdict.IsScored);
        Assert.Equal(!judged, verdict.Flags.HasFlag(VerdictFlags.TooSparse));
        Assert.Equal([false, !judged], driver.Monitor.History.Copy().Excluded);
        Assert.Equal(judged ? missing == 4 ? 0 : 1 : NaN, verdict.ReconstructionError);
    }

    [Fact]
    public void Feed_BeforeAModel_IsLearning()
    {
        var driver = new Driver(TestMonitors.Plan(TestMonitors.Quick));
        Verdict verdict = driver.Feed(1, 500);
        Assert.Equal((VerdictFlags.None, 0), (verdict.Flags, verdict.ModelVersion));
        Assert.All([verdict.Score, verdict.Surprise, verdict.Threshold, verdict.ReconstructionError], v => Assert.Equal(NaN, v));
        Assert.Equal(-1, verdict.Top[0].Source);
    }

    [Fact]
    public void Feed_Window_BeginsWhenItIsFullAndHasTheNewestFirst()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Window = new WindowDefinition { Rows = 3 } }, 2);
        var monitor = new EntityMonitor(plan, "e");
        monitor.Promote(HandMade.Constant(plan, mean: 1, deviation: 2));
        float[] row = new float[plan.Architecture.RowStride];
        float[] encoded = new float[2];
        Array.Fill(row, 777);
        Assert.Equal(PrepareStatus.Learning, monitor.Prepare(1, [1, 3], encoded, row).Status);
        Assert.Equal(PrepareStatus.Learning, monitor.Prepare(2, [5, NaN], encoded, row).Status);
        Assert.Equal(PrepareStatus.Ready, monitor.Prepare(3, [9, 11], encoded, row).Status);
        Assert.Equal([4f, 5, 2, 1, 0, 1, 0, 0], row);
    }

    [Fact]
    public void Feed_Cohort_JudgesProvisionallyUntilThereIsAnOwnModel()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        plan.Cohort = plan.MakeResident(HandMade.Constant(plan, version: 4, ModelOrigin.Cohort));
        var driver = new Driver(plan);
        Verdict first = driver.Feed(1, 9);
        Assert.Equal((VerdictFlags.Scored | VerdictFlags.Anomalous | VerdictFlags.Alert | VerdictFlags.Provisional, 4), (first.Flags, first.ModelVersion));
        Assert.True(driver.Alerts[0].IsProvisional);
        driver.Monitor.Promote(HandMade.Constant(plan, version: 1));
        Verdict second = driver.Feed(2, 9);
        Assert.Equal((VerdictFlags.Scored | VerdictFlags.Anomalous | VerdictFlags.Alert, 1), (second.Flags, second.ModelVersion));
    }

    private static IReadOnlyList<Monitoring.Observations.Channel> FeatureEncoderChannels(MonitorDefinition definition) =>
        Monitoring.Features.FeatureEncoder.ChannelsOf(definition)!;

    [Fact]
    public void Feed_OfAnEntityThatBeginsWithinItsLife_CountsOnAndFillsItsWindowFirst()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick with { Window = new WindowDefinition { Rows = 3 } }, 1);
        var driver = new Driver(EntityMonitor.BeginAt(plan, "e", 1001));
        driver.Monitor.Promote(HandMade.Constant(plan));
        Assert.Equal([false, false, true, true], Enumerable.Range(0, 4).Select(i => driver.Feed(i, i).IsScored));
        Assert.Equal([1001L, 1002, 1003, 1004], driver.Verdicts.Select(v => v.Sequence));

        // Newest first: 3, 2, 1.
        Assert.Equal((9 + 4 + 1) / 3f, driver.Verdicts[^1].ReconstructionError, 1e-5f);
    }

    private static Driver Judging(MonitorDefinition definition, int channels = 1)
    {
        MonitorPlan plan = TestMonitors.Plan(definition, channels);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }
}
