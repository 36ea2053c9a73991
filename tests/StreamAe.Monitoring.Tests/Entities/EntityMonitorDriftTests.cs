using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>What an entity makes of changes that last: residuals that follow drift, a threshold that follows a shift.</summary>
public sealed class EntityMonitorDriftTests
{
    private static readonly MonitorDefinition Following = TestMonitors.Quick with
    {
        Differences = true,
        Training = TestMonitors.Quick.Training with { HistoryRows = 1000 },
        Score = new ScoreDefinition { Drift = DriftHandling.Follow, Smoothing = 3 },
        Threshold = new ThresholdDefinition { Adaptation = 0.01 },
        Alert = new AlertDefinition { M = 1, N = 1, Cooldown = TimeSpan.FromDays(1) },
    };

    [Fact]
    public void Judge_SlowDrift_IsAbsorbedWhereItIsFollowed()
    {
        Driver follows = Judging(Following with { Threshold = new ThresholdDefinition() });
        Driver stands = Judging(TestMonitors.Quick with { Score = new ScoreDefinition { Smoothing = 3 } });
        for (int i = 0; i < 4000; i++)
        {
            follows.Feed(i, i * 0.001f);
            stands.Feed(i, i * 0.001f);
        }

        Assert.DoesNotContain(follows.Verdicts, v => v.IsAnomalous);
        Assert.True(stands.Verdicts[^1].IsAnomalous);

        // And a jump on top of it is seen, and told against where the values lie of late.
        Assert.True(follows.Feed(4000, 12).IsAnomalous);
        Alert alert = Assert.Single(follows.Alerts);
        Assert.InRange(double.Parse(alert.Features[0].Expected, System.Globalization.CultureInfo.InvariantCulture), 3.5, 4.1);
    }

    [Theory]
    [InlineData(MissingPolicy.Fill)]
    [InlineData(MissingPolicy.Mask)]
    public void Judge_MissingValue_NeitherCountsNorMovesItsResidual(MissingPolicy missing)
    {
        MonitorPlan plan = TestMonitors.Plan(
            Following with { Data = new DataDefinition { Missing = missing, MaxImputedShare = 0.6 }, Window = new WindowDefinition { Rows = 1 } }, channels: 2);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        for (int i = 0; i < 300; i++)
        {
            driver.Feed(i, 0.5f, i % 2 == 0 ? 0.5f : float.NaN);
        }

        var whole = new Driver(plan, "whole");
        whole.Monitor.Promote(HandMade.Constant(plan));
        for (int i = 0; i < 300; i++)
        {
            whole.Feed(i, 0.5f, 0.5f);
        }

        // The first feature was there always, the second half of the time; its changes never had two values next to each other where masked.
        float[] some = DriftOf(driver), all = DriftOf(whole);
        Assert.Equal(all[0], some[0]);
        Assert.InRange(some[1], 0.3f * all[1], 0.8f * all[1]);
        Assert.True(driver.Verdicts[^1].Flags.HasFlag(VerdictFlags.Imputed));
    }

    [Fact]
    public void Judge_NewModel_BeginsWhereItsTrainingEnded()
    {
        Driver driver = Judging(Following);
        for (int i = 0; i < 500; i++)
        {
            driver.Feed(i, 3);
        }

        Assert.True(DriftOf(driver)[0] > 0.9f);
        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan, version: 2) with { Drift = [0.25f, 0, 1.5f, 1] });
        driver.Feed(500, 0.25f);
        float[] drift = DriftOf(driver);
        Assert.Equal(0.25f, drift[0], 0.003f);
        Assert.Equal(1.5f, drift[2], 0.001f);
        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan, version: 3));
        driver.Feed(501, 0);
        Assert.Equal(0, DriftOf(driver)[0]);
    }

    [Fact]
    public void Judge_LastingShift_EndsItsAlarmSaysSoOnceAndMayBeLearned()
    {
        Driver driver = Judging(Following with { Score = new ScoreDefinition(), Training = TestMonitors.Quick.Training with { HistoryRows = 1000, Every = TimeSpan.FromDays(30) } });
        for (int i = 0; i < 40; i++)
        {
            driver.Feed(i, 0.1f);
        }

        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new StreamAe.Monitoring.Training.TrainingResult(
            2, StreamAe.Monitoring.Training.TrainingVerdict.NotBetter, null, null, ""));
        for (int i = 40; i < 640; i++)
        {
            driver.Feed(i, 5 + (0.1f * (i % 3)));
        }

        Assert.True(driver.Verdicts[60].IsAnomalous);
        Assert.False(driver.Verdicts[60].Flags.HasFlag(VerdictFlags.Shifted));
        Assert.Equal([AlertKind.Score, AlertKind.Shift], driver.Alerts.Select(a => a.Kind));
        Alert shift = driver.Alerts[1];

        // ln 2 ÷ 0.01 rows after it began.
        Assert.InRange(shift.Sequence, 40 + 69, 40 + 71);
        Assert.True(driver.Verdicts[(int)shift.Sequence].IsAlert);
        Assert.False(driver.Verdicts[^1].IsAnomalous);
        Assert.True(driver.Verdicts[^1].Flags.HasFlag(VerdictFlags.Shifted));
        Assert.Equal(2.3, driver.Verdicts[^1].Threshold / HandMade.Threshold, 2.0);

        // What was kept out of training as anomalous is let in again, and training is due at once.
        (_, bool[] excluded) = driver.Monitor.History.Copy();
        Assert.DoesNotContain(true, excluded);
        Assert.Equal(driver.Monitor.Observations % 64 == 0, driver.Monitor.IsTrainingDue(driver.Monitor.LastEventTime));
        while (driver.Monitor.Observations % 64 != 0)
        {
            driver.Feed(driver.Monitor.Observations, 5);
        }

        Assert.True(driver.Monitor.IsTrainingDue(driver.Monitor.LastEventTime));
    }

    [Fact]
    public void Judge_ShortAnomaly_IsNoShiftAndStaysOutOfTraining()
    {
        Driver driver = Judging(Following with { Score = new ScoreDefinition() });
        for (int i = 0; i < 200; i++)
        {
            driver.Feed(i, i is >= 100 and < 150 ? 5 : 0.1f);
        }

        Assert.Equal([AlertKind.Score], driver.Alerts.Select(a => a.Kind));
        (_, bool[] excluded) = driver.Monitor.History.Copy();
        // The fifty, and the row that came back from them.
        Assert.Equal(51, excluded.Count(e => e));
        Assert.DoesNotContain(driver.Verdicts, v => v.Flags.HasFlag(VerdictFlags.Shifted));
    }

    [Fact]
    public void Restore_InTheMiddleOfADrift_GoesOnAsIfNothingHadHappened()
    {
        Driver driver = Judging(Following);
        for (int i = 0; i < 150; i++)
        {
            driver.Feed(i, 2 + (i % 5));
        }

        EntityMonitor monitor = driver.Monitor;
        byte[] state = new byte[monitor.Plan.StateBytes];
        monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(monitor.Plan, monitor.Key, state);
        while (monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            restored.History.RestorePage(number, excluded, rows);
        }

        restored.CompleteRestore();
        restored.Promote(monitor.Own!.Model);
        var again = new Driver(restored);
        driver.Verdicts.Clear();
        for (int i = 150; i < 300; i++)
        {
            driver.Feed(i, i % 7);
            again.Feed(i, i % 7);
        }

        Assert.Equal(Lines.Of(driver.Verdicts), Lines.Of(again.Verdicts));
        Assert.Equal(DriftOf(driver), DriftOf(again));
    }

    [Fact]
    public void Restore_StateOfAMonitorWithoutDrift_IsRefused()
    {
        MonitorPlan without = TestMonitors.Plan(TestMonitors.Quick);
        byte[] state = new byte[without.StateBytes];
        new EntityMonitor(without, "e").WriteState(state);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => EntityMonitor.Restore(TestMonitors.Plan(Following), "e", state));
        Assert.Contains($"{state.Length} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leave_EntityWithDrift_GivesItsSlotBack()
    {
        Driver driver = Judging(Following);
        driver.Feed(1, 1);
        Assert.Equal(1, driver.Monitor.Plan.Memory.Used);
        driver.Monitor.Leave();
        Assert.Equal(0, driver.Monitor.Plan.Memory.Used);
    }

    private static float[] DriftOf(Driver driver)
    {
        byte[] state = new byte[driver.Monitor.Plan.StateBytes];
        driver.Monitor.WriteState(state);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(state.AsSpan(EntityMonitor.LeastStateBytes)).ToArray();
    }

    private static Driver Judging(MonitorDefinition definition)
    {
        MonitorPlan plan = TestMonitors.Plan(definition with { Window = new WindowDefinition { Rows = 1 } });
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }
}
