using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class EntityMonitorTrainingTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1000);

    [Fact]
    public void IsTrainingDue_FirstModel_AtMinRows()
    {
        var driver = new Driver(Plan());
        for (int i = 0; i < 40; i++)
        {
            Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(i)), $"before row {i}");
            driver.Feed(i, 1);
        }

        Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(40)));
    }

    [Fact]
    public void IsTrainingDue_WhileOneRuns_IsFalse()
    {
        Driver driver = Fed(40);
        driver.Monitor.BeginTraining();
        Assert.True(driver.Monitor.IsTraining);
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue));
        driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: false));
        Assert.False(driver.Monitor.IsTraining);
    }

    [Fact]
    public void CompleteTraining_FirstWithoutAModel_IsDueAgainAfterAsManyRows()
    {
        Driver driver = Fed(45);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: false));
        for (int i = 45; i < 85; i++)
        {
            Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue), $"before row {i}");
            driver.Feed(i, 1);
        }

        Assert.True(driver.Monitor.IsTrainingDue(0));
    }

    [Fact]
    public void CompleteTraining_NeverAgain_IsNeverDue()
    {
        Driver driver = Fed(40, TestMonitors.Quick);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: true));
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue - 1));
    }

    [Fact]
    public void CompleteTraining_Schedule_LiesWithinTenPercentAndDiffersByEntity()
    {
        var due = new List<double>();
        for (int e = 0; e < 200; e++)
        {
            Driver driver = Fed(40, key: $"pump {e}");
            driver.Monitor.BeginTraining();
            driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: true));
            double from = EventTime.ToSeconds(driver.Monitor.LastEventTime);
            Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(from + 899)));
            Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(from + 1101)));
            due.Add(Enumerable.Range(0, 2000).First(s => driver.Monitor.IsTrainingDue(EventTime.FromSeconds(from + s))));
        }

        Assert.InRange(due.Min(), 900, 920);
        Assert.InRange(due.Max(), 1080, 1101);
        Assert.InRange(due.Average(), 985, 1015);
    }

    [Fact]
    public void CompleteTraining_NotBetter_KeepsTheChampionAndCountsTheVersion()
    {
        Driver driver = Fed(40);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: true));
        ResidentModel? champion = driver.Monitor.Own;
        TrainingRequest second = driver.Monitor.BeginTraining();
        Assert.Equal((2, champion!.Model), (second.Version, second.Champion));
        driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: false, version: 2));
        Assert.Same(champion, driver.Monitor.Own);
        Assert.False(driver.Monitor.IsTrainingDue(driver.Monitor.LastEventTime + 1));
        TrainingRequest third = driver.Monitor.BeginTraining();
        Assert.Equal(3, third.Version);
        Assert.Equal(3, new[] { 1UL, second.Seed, third.Seed }.Distinct().Count());
    }

    [Fact]
    public void BeginTraining_History_IsACopy()
    {
        Driver driver = Fed(40);
        TrainingRequest request = driver.Monitor.BeginTraining();
        float[] rows = [.. request.Segments[0].Rows];
        driver.Feed(100, 777);
        driver.Feed(101, 777);
        Assert.Equal(rows, request.Segments[0].Rows);
        Assert.Equal(EventTime.FromSeconds(39), request.TrainedThrough);
        Assert.Equal(ModelOrigin.Own, request.Origin);
    }

    [Fact]
    public void Promote_NextModel_GivesTheSlotOfTheLastBack()
    {
        MonitorPlan plan = Plan();
        var monitor = new EntityMonitor(plan, "e");
        for (int version = 1; version <= 5; version++)
        {
            monitor.Promote(HandMade.Constant(plan, version));
            Assert.Equal(1, plan.Arena.Used);
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Restore_UnderAnotherSchedule_FollowsTheNewOne(bool storedWithSchedule, bool isDueLater)
    {
        MonitorDefinition[] definitions = [TestMonitors.Quick, Scheduled()];
        Driver driver = Fed(40, definitions[storedWithSchedule ? 1 : 0]);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Result(driver.Monitor, promote: true));
        EntityMonitor restored = Restored(driver.Monitor, TestMonitors.Plan(definitions[storedWithSchedule ? 0 : 1]));
        Assert.Equal(isDueLater, restored.IsTrainingDue(driver.Monitor.LastEventTime + (2 * Every.Ticks)));
        Assert.False(restored.IsTrainingDue(driver.Monitor.LastEventTime + (Every.Ticks / 2)));
    }

    [Fact]
    public void Restore_Entity_GoesOnAsIfNothingHadHappened()
    {
        Driver driver = Fed(40, Scheduled() with { Score = new ScoreDefinition { Smoothing = 5 }, Alert = new AlertDefinition { M = 2, N = 4 } });
        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan));
        for (int i = 40; i < 60; i++)
        {
            driver.Feed(i, i % 5);
        }

        var restored = new Driver(Restored(driver.Monitor, driver.Monitor.Plan));
        driver.Verdicts.Clear();
        driver.Alerts.Clear();
        for (int i = 60; i < 90; i++)
        {
            driver.Feed(i, i % 7);
            restored.Feed(i, i % 7);
        }

        Assert.Equal(Lines.Of(driver.Verdicts), Lines.Of(restored.Verdicts));
        Assert.NotEmpty(driver.Alerts);
        Assert.Equal(driver.Alerts.Select(a => (a.Id, a.Since)), restored.Alerts.Select(a => (a.Id, a.Since)));
        Assert.Equal(driver.Monitor.History.Copy().Rows, restored.Monitor.History.Copy().Rows);
        Assert.Equal(driver.Monitor.History.Copy().Excluded, restored.Monitor.History.Copy().Excluded);
    }

    private static EntityMonitor Restored(EntityMonitor monitor, MonitorPlan plan)
    {
        byte[] state = new byte[monitor.Plan.StateBytes];
        monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(plan, monitor.Key, state);
        while (monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            restored.History.RestorePage(number, excluded, rows);
        }

        restored.CompleteRestore();
        restored.Promote(monitor.Own!.Model);
        return restored;
    }

    private static MonitorDefinition Scheduled() =>
        TestMonitors.Quick with { Training = TestMonitors.Quick.Training with { Every = Every } };

    private static MonitorPlan Plan() => TestMonitors.Plan(Scheduled());

    private static Driver Fed(int rows, MonitorDefinition? definition = null, string key = "e")
    {
        var driver = new Driver(TestMonitors.Plan(definition ?? Scheduled()), key);
        for (int i = 0; i < rows; i++)
        {
            driver.Feed(i, 1);
        }

        return driver;
    }

    private static TrainingResult Result(EntityMonitor monitor, bool promote, int version = 1) => new(
        version,
        promote ? TrainingVerdict.Promote : TrainingVerdict.NotBetter,
        promote ? HandMade.Constant(monitor.Plan, version) : null,
        null,
        "");
}
