using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class DriftWatchTests
{
    private static readonly OnDriftDefinition On = new() { Detector = DriftDetector.PageHinkley, Threshold = 20, MinRows = 50 };

    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Training = TestMonitors.Quick.Training with { HistoryRows = 400, OnDrift = On },
        Alert = new AlertDefinition { M = 1, N = 1 },
    };

    [Fact]
    public void Take_InputsThatGrow_TellOnceAndBeginAnew()
    {
        var watch = default(DriftWatch);
        Assert.DoesNotContain(true, Enumerable.Range(0, 200).Select(i => watch.Take(On, 0.4f, [i % 2 == 0 ? 1 : -1])).ToList());
        int rows = 0;
        while (!watch.Take(On, 0.4f, [3]))
        {
            rows++;
        }

        // 20 ÷ (2 − 0.2), and what the mean takes up.
        Assert.InRange(rows, 11, 15);
        Assert.DoesNotContain(true, Enumerable.Range(0, 200).Select(_ => watch.Take(On, 0.4f, [3])).ToList());
    }

    [Fact]
    public void Take_InputsThatFallSilent_Tell()
    {
        var watch = default(DriftWatch);
        for (int i = 0; i < 100; i++)
        {
            watch.Take(On, 0.4f, [2]);
        }

        Assert.Contains(true, Enumerable.Range(0, 20).Select(_ => watch.Take(On, 0.4f, [0])).ToList());
    }

    [Theory]
    [InlineData(0f, 3f, true)]
    [InlineData(3f, 0f, false)]
    [InlineData(float.NaN, float.PositiveInfinity, false)]
    public void Take_Surprise_TellsWhereItGrows(float before, float after, bool tells)
    {
        var watch = default(DriftWatch);
        for (int i = 0; i < 100; i++)
        {
            Assert.False(watch.Take(On, before, [1]));
        }

        Assert.Equal(tells, Enumerable.Range(0, 40).Select(_ => watch.Take(On, after, [1])).ToList().Contains(true));
    }

    [Fact]
    public void Take_FewRows_OrOneOddRow_IsNoDrift()
    {
        var watch = default(DriftWatch);
        for (int i = 0; i < 49; i++)
        {
            Assert.False(watch.Take(On, i < 20 ? 0 : 3, [i < 20 ? 0 : 5]));
        }

        watch = default;
        for (int i = 0; i < 200; i++)
        {
            Assert.False(watch.Take(On, i == 100 ? 1e30f : 0.4f, [i == 100 ? 1e30f : 1, Unobserved.Mark]));
        }
    }

    [Fact]
    public void Judge_AnEntityThatChangesItsScale_AsksForATrainingAtAMultipleOf64Rows()
    {
        Driver driver = WithModel(Definition);
        for (int i = 60; i < 160; i++)
        {
            driver.Feed(i, i % 2);
        }

        int row = FeedUntilDrifted(driver, 160, i => 3 + (i % 2));
        Assert.InRange(row, 165, 190);
        while (driver.Monitor.Observations % 64 != 0)
        {
            Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(row)));
            driver.Feed(row++, 2);
        }

        Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(row)));

        // What is the new behaviour may be learned, though it was anomalous.
        TrainingRequest request = driver.Monitor.BeginTraining();
        Assert.True(request.Segments[0].Excluded.Count(e => e) < 64, $"{request.Segments[0].Excluded.Count(e => e)}");
        Assert.Single(driver.Verdicts, v => v.Flags.HasFlag(VerdictFlags.Drifted));
        driver.Monitor.CompleteTraining(new TrainingResult(
            2, TrainingVerdict.Promote, HandMade.Constant(driver.Monitor.Plan, 2, constant: 2.5f), null, ""));
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue - 1));
    }

    [Fact]
    public void Judge_UnderANewModel_BeginsAnew()
    {
        Driver driver = WithModel(Definition);
        for (int i = 60; i < 110; i++)
        {
            driver.Feed(i, i % 2);
        }

        // Nearly there; then another model.
        for (int i = 110; i < 116; i++)
        {
            driver.Feed(i, 3);
        }

        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan, 2));
        for (int i = 116; i < 160; i++)
        {
            driver.Feed(i, 3);
        }

        Assert.DoesNotContain(driver.Verdicts, v => v.Flags.HasFlag(VerdictFlags.Drifted));
    }

    [Fact]
    public void Judge_WithoutADetector_RemembersNothingAndTellsNothing()
    {
        Driver driver = WithModel(Definition with { Training = Definition.Training with { OnDrift = new OnDriftDefinition() } });
        for (int i = 60; i < 600; i++)
        {
            driver.Feed(i, 5);
        }

        Assert.DoesNotContain(driver.Verdicts, v => v.Flags.HasFlag(VerdictFlags.Drifted));
        Assert.Equal(EntityMonitor.LeastStateBytes, driver.Monitor.Plan.StateBytes);
    }

    [Fact]
    public void Restore_InTheMiddle_TellsAtTheSameRow()
    {
        Driver driver = WithModel(Definition);
        for (int i = 60; i < 120; i++)
        {
            driver.Feed(i, i % 2);
        }

        for (int i = 120; i < 125; i++)
        {
            driver.Feed(i, 3);
        }

        byte[] state = new byte[driver.Monitor.Plan.StateBytes];
        driver.Monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(driver.Monitor.Plan, "e", state);
        while (driver.Monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            restored.History.RestorePage(number, excluded, rows, driver.Monitor.History.TimeOfPage(number));
        }

        restored.CompleteRestore();
        restored.Promote(driver.Monitor.Own!.Model);
        Assert.Equal(FeedUntilDrifted(driver, 125, _ => 3), FeedUntilDrifted(new Driver(restored), 125, _ => 3));
    }

    [Fact]
    public void Run_TrainedOnWhatCameAfterTheDrift_IsBetter()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition);
        var driver = new Driver(plan);
        for (int i = 0; i < 64; i++)
        {
            driver.Feed(i, MathF.Sin(i));
        }

        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(
            1, TrainingVerdict.Promote, HandMade.Constant(plan) with { TrainedThrough = EventTime.FromSeconds(63) }, null, ""));
        int row = 64;
        for (; !driver.Monitor.IsTrainingDue(EventTime.FromSeconds(row)); row++)
        {
            Assert.True(row < 300, "no training was asked for");
            driver.Feed(row, (row < 180 ? 0 : 8) + MathF.Sin(row));
        }

        TrainingResult result = ModelTraining.Run(driver.Monitor.BeginTraining(), new SimdScorer(), TestContext.Current.CancellationToken);
        Assert.Equal(TrainingVerdict.Promote, result.Verdict);
        driver.Monitor.CompleteTraining(result);
        for (int end = row + 64; row < end; row++)
        {
            driver.Feed(row, 8 + MathF.Sin(row));
        }

        Assert.DoesNotContain(driver.Verdicts.TakeLast(64), v => v.Flags.HasFlag(VerdictFlags.Drifted));
        Assert.True(driver.Verdicts.TakeLast(64).Count(v => v.IsAnomalous) < 8);
    }

    private static Driver WithModel(MonitorDefinition definition)
    {
        var driver = new Driver(TestMonitors.Plan(definition));
        for (int i = 0; i < 60; i++)
        {
            driver.Feed(i, i % 2);
        }

        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(1, TrainingVerdict.Promote, HandMade.Constant(driver.Monitor.Plan), null, ""));
        return driver;
    }

    /// <returns>The row behind the one that told.</returns>
    private static int FeedUntilDrifted(Driver driver, int row, Func<int, float> value)
    {
        for (int i = 0; i < 300; i++)
        {
            if (driver.Feed(row++, value(i + row)).Flags.HasFlag(VerdictFlags.Drifted))
            {
                return row;
            }
        }

        throw new InvalidOperationException("No drift was found.");
    }
}
