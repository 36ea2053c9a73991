using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Planning;

public sealed class CapacityPlannerTests
{
    private static readonly StoreSizes Store = new(100, 1000, 10, 15, 500, 1e6, 1e5, "made up");

    private static readonly MachineSpeed Speed = new(
        new Measured(1e-6, "a"), new Measured(2e-7, "b"), new Measured(0.01, "c"), new Measured(0.1, "d"), new Measured(2, "e"));

    private static readonly MonitorDefinition Daily = new()
    {
        Name = "daily",
        Training = new TrainingDefinition { MinRows = 100, HistoryRows = 1000, Every = TimeSpan.FromDays(1) },
        Cohort = new CohortDefinition { MinRows = 5000 },
        Threshold = new ThresholdDefinition { Quantile = 0.99 },
        Alert = new AlertDefinition { M = 1, N = 1 },
    };

    [Fact]
    public void Plan_AMonitor_FollowsByHand()
    {
        CapacityPlan plan = Plan(Daily, 1000, "2/s per entity", r => r with { ScoresKept = TimeSpan.FromDays(7), ProcessBytes = 1_000_000 });
        Assert.Equal(2000, plan.EventsPerSecond);
        Assert.Equal(0.002, plan.Cores.Judging, 1e-12);
        Assert.Equal(0.0004, plan.Cores.Scoring, 1e-12);
        Assert.Equal(1000 / 86_400.0, plan.Cores.TrainingsPerSecond, 1e-12);
        Assert.Equal(100 / 86_400.0, plan.Cores.Training, 1e-12);

        // All due within a tenth before and after.
        Assert.Equal(5 * plan.Cores.Training, plan.Cores.TrainingPeak, 1e-9);
        Assert.Equal(10, plan.Cores.FirstModelsSeconds, 1e-9);
        Assert.Equal(2, plan.Cores.CohortSeconds);
        Assert.Equal((2.5, 50, 500), (plan.Times.CohortModel, plan.Times.OwnModel, plan.Times.FullHistory));
        Assert.Equal(1e6 + (1000 * 1000), plan.Disk.TotalFull);

        // A day has far more rows than the history.
        Assert.Equal(1000 * 10, plan.Disk.EntityDay);
        Assert.Equal(2000 * 86_400.0 * 15, plan.Disk.ScoresDay);
        Assert.Equal(7 * plan.Disk.ScoresDay, plan.Disk.ScoresKept);
        Assert.Equal(2000 * 86_400 * 0.01, plan.Disk.AlertsDay, 1e-3);
        Assert.Equal(500 * plan.Disk.AlertsDay, plan.Disk.AlertBytesDay, 1e-3);
        MemoryPlan memory = plan.Memory;
        Assert.True(memory.Full.Total > memory.AtFirst.Total + (1000 * 8 * 4), $"{memory}");
        Assert.Equal(memory.Shared + (1000.0 * memory.Full.Total), memory.TotalFull, 1);
        Assert.Equal((24L << 30) / memory.Full.Counted, memory.EntitiesInBudget);
        Assert.True(memory.Shared > 1_100_000);
        Assert.Empty(plan.Warnings);
    }

    [Fact]
    public void Plan_TwoOfThreeAndACooldown_RaisesFewerAlerts()
    {
        MonitorDefinition twoOfThree = Daily with { Alert = new AlertDefinition { M = 2, N = 3 } };

        // 1 − 0.99² of the anomalous rows find another among the two before.
        Assert.Equal(86_400 * 0.01 * (1 - (0.99 * 0.99)), Plan(twoOfThree, 1, "1/s").Disk.AlertsDay, 1e-6);
        MonitorDefinition slow = Daily with { Alert = new AlertDefinition { M = 1, N = 1, Cooldown = TimeSpan.FromHours(2) } };
        Assert.Equal(12 * 5, Plan(slow, 5, "1/s per entity").Disk.AlertsDay, 1e-6);
    }

    [Fact]
    public void Plan_NoScheduleNoCohort_HasNeither()
    {
        CapacityPlan plan = Plan(
            Daily with { Training = Daily.Training with { Every = null }, Cohort = new CohortDefinition { Enabled = false } },
            10,
            "10/s",
            speed: Speed with { CohortTraining = null });
        Assert.Equal((0, 0, 0), (plan.Cores.TrainingsPerSecond, plan.Cores.Training, plan.Cores.TrainingPeak));
        Assert.Null(plan.Cores.CohortSeconds);
        Assert.Null(plan.Times.CohortModel);
        Assert.Equal(0, plan.Disk.ScoresDay);
    }

    [Fact]
    public void Plan_RareEvents_TrainsNoOftenerThanTheyCome() =>
        Assert.Equal(10 / 864_000.0, Plan(Daily, 10, "0.1/d per entity").Cores.TrainingsPerSecond, 1e-12);

    [Theory]
    [InlineData(10_000_000, "1000/s per entity", "memory;judging;training")]
    [InlineData(200_000, "100/h per entity", "trainingPeak")]
    [InlineData(1_000_000, "100/h per entity", "memory;trainingThread")]
    [InlineData(10, "10/d per entity", "minRows;cohortRows")]
    [InlineData(10, "0.5/d per entity", "minRows;cohortRows;every")]
    [InlineData(1_000_000_000_000, "1/h", "memory;process;judging;training;minRows;every;firstModels")]
    public void Plan_WhatDoesNotFit_Warns(long entities, string rate, string codes)
    {
        CapacityPlan plan = Plan(Daily, entities, rate);
        string found = string.Join(';', plan.Warnings.Select(w => w.Code));
        foreach (string code in codes.Split(';').Except(entities > 1e9 ? ["judging", "training"] : []))
        {
            Assert.Contains(code, found.Split(';'));
        }

        Assert.All(plan.Warnings, w => Assert.DoesNotContain("NaN", w.Message));
        Assert.Equal(plan.Warnings.Count, plan.Warnings.Select(w => w.Code).Distinct().Count());
    }

    [Fact]
    public void Plan_JudgingAndTrainingTogetherTooMuch_Warns()
    {
        CapacityPlan plan = Plan(Daily, 8000, "1600000/s", r => r with { Cores = 2 }, Speed with { Retraining = new Measured(6, "slow") });
        Assert.Equal(1.6, plan.Cores.Judging, 1e-9);
        Assert.Equal(["cores", "trainingPeak"], plan.Warnings.Select(w => w.Code).Order());
        Assert.Contains("2.16 cores of 2", plan.Warnings.Single(w => w.Code == "cores").Message);
    }

    [Fact]
    public void Plan_ACommitThatIsKnown_CountsToo()
    {
        CapacityPlan plan = Plan(Daily, 10_000, "1e6/s", speed: Speed with { Committing = new Measured(4e-6, "f") });
        Assert.Equal(4, plan.Cores.Committing!.Value, 1e-9);
        Assert.Equal(5, plan.Cores.Events, 1e-9);
        Assert.Contains("judging and committing 1,000,000 events/s take 5 cores of 4", Assert.Single(plan.Warnings).Message);
        Assert.Null(Plan(Daily, 10_000, "1e6/s").Cores.Committing);
    }

    [Fact]
    public void Plan_AllBeginAtOnce_SaysHowLateTheLastRetrainingComes()
    {
        // 200,000 trainings of 0.1 s within a fifth of a day.
        CapacityWarning warning = Assert.Single(Plan(Daily, 200_000, "100/h per entity").Warnings);
        Assert.Equal("trainingPeak", warning.Code);
        Assert.Contains("the last comes 45.3 min late", warning.Message);
    }

    [Fact]
    public void Plan_ALongPauseForTheCohort_Warns() => Assert.Contains(
        "for up to 10 min",
        Assert.Single(Plan(Daily, 10, "1/s per entity", speed: Speed with { CohortTraining = new Measured(600, "slow") }).Warnings).Message);

    [Fact]
    public void Plan_ASmallBudget_SaysHowManyFit()
    {
        CapacityPlan plan = Plan(Daily, 10_000, "1/s per entity", r => r with { MemoryBytes = 100_000_000 });
        Assert.Equal(100_000_000 / plan.Memory.Full.Counted, plan.Memory.EntitiesInBudget);
        CapacityWarning warning = Assert.Single(plan.Warnings);
        Assert.Contains("do not fit 95.4 MiB", warning.Message);
        Assert.Contains($"{plan.Memory.EntitiesInBudget:N0} are in memory", warning.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1_000_000_000_000_000_000)]
    public void Plan_NoSuchNumberOfEntities_Refuses(long entities) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan(Daily, entities, "1/s"));

    [Fact]
    public void Plan_OtherwiseOutOfRange_Refuses()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan(Daily, 1, "1/s", r => r with { Cores = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan(Daily, 1, "1/s", r => r with { MemoryBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan(Daily, 1, "1/s", r => r with { ProcessBytes = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan(Daily, 1, "1/s", r => r with { Rate = default }));
    }

    [Fact]
    public void FittedRows_OfAHistory_AreWithinTheLimit()
    {
        Assert.Equal(800, CapacityPlanner.FittedRows(Daily, 1000));
        Assert.Equal(Daily.Training.MaxRows, CapacityPlanner.FittedRows(Daily, 10_000_000));
    }

    private static CapacityPlan Plan(
        MonitorDefinition definition, long entities, string rate, Func<CapacityRequest, CapacityRequest>? change = null, MachineSpeed? speed = null)
    {
        Assert.True(EventRate.TryParse(rate, out EventRate events));
        var request = new CapacityRequest(TestMonitors.Plan(definition, 8), entities, events, Store) { Cores = 4 };
        return CapacityPlanner.Plan(change?.Invoke(request) ?? request, speed ?? Speed);
    }
}
