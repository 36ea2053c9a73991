using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>An entity of an edited monitor: what it has of its predecessor, when it takes over, and what goes on then.</summary>
public sealed class EntityMonitorSuccessionTests
{
    private const int Edited = 60;
    private const float Odd = 3;
    private const int FormerVersion = 3;

    private static readonly MonitorDefinition Before = TestMonitors.Quick with
    {
        Alert = new AlertDefinition { M = 2, N = 3, Cooldown = TimeSpan.FromSeconds(100) },
    };

    [Fact]
    public void TakeOver_WithinAnEpisode_GoesOnWithIt()
    {
        EntityMonitor entity = Succeed();
        Assert.False(Feed(entity, Edited, Odd).IsAlert);
        Driver driver = TakeOver(entity);
        Assert.True(driver.Feed(Edited + 1, Odd).IsAlert);
        Assert.Equal(EventTime.FromSeconds(Edited), Assert.Single(driver.Alerts).Since);
    }

    [Fact]
    public void TakeOver_WithinACooldown_GoesOnWithItAndWithTheCounts()
    {
        EntityMonitor entity = Succeed();
        Feed(entity, Edited, Odd);
        Assert.True(Feed(entity, Edited + 1, Odd).IsAlert);
        Assert.True(Feed(entity, Edited - 20, 0).Flags.HasFlag(VerdictFlags.Rejected));
        Driver driver = TakeOver(entity);
        Assert.Equal((1, 1, 2), (entity.Rejected, entity.Alerts, StateOf(entity).Anomalies));

        Verdict within = driver.Feed(Edited + 2, Odd);
        Assert.True(within.IsAnomalous && !within.IsAlert);
        Assert.True(driver.Feed(Edited + 101, Odd).IsAlert);
    }

    /// <summary>What is said of an alert while the old model judges moves its threshold, and that of the model to come.</summary>
    [Fact]
    public void Apply_FeedbackBeforeItTakesOver_MovesTheThresholdOfBoth()
    {
        EntityMonitor entity = Succeed();
        Verdict alarm = Feed(entity, Edited, Odd);
        entity.Apply(Request(1, OperatorRequestKind.Feedback, new FeedbackBody(
            "id", AlertFeedback.False, EventTime.FromSeconds(Edited), EventTime.FromSeconds(Edited), alarm.Surprise).Write()));
        Verdict after = Feed(entity, Edited + 1, Odd);
        Assert.True(after.Threshold > alarm.Threshold);
        Assert.False(after.IsAnomalous);
        Assert.Equal(after.Threshold, TakeOver(entity).Feed(Edited + 2, Odd).Threshold);
    }

    [Fact]
    public void Succeed_Numbers_GoOn()
    {
        EntityMonitor former = Former();
        former.Apply(Request(7, OperatorRequestKind.Retrain));
        EntityMonitor entity = EntityMonitor.Succeed(TestMonitors.Plan(After()), former);
        Assert.Equal((Edited, 7), (entity.Observations, entity.AppliedRequest));
        Assert.Equal(Edited, Feed(entity, Edited, 0).Sequence);

        // It has as many rows of its own to wait for as an entity that is new.
        for (int i = 1; i < Before.Training.MinRows; i++)
        {
            Assert.False(entity.IsTrainingDue(EventTime.FromSeconds(Edited + i)));
            Feed(entity, Edited + i, 0);
        }

        Assert.True(entity.IsTrainingDue(EventTime.FromSeconds(Edited + Before.Training.MinRows)));
        TrainingRequest training = entity.BeginTraining();
        Assert.Equal((FormerVersion + 1, Before.Training.MinRows), (training.Version, training.Segments[0].Excluded.Length));
    }

    [Fact]
    public void Succeed_AnEntityWithoutAnyModel_JudgesByItselfAndKnowsItsUsualInterval()
    {
        MonitorDefinition silent = Before with { Data = new DataDefinition { SilenceFactor = 10 } };
        var driver = new Driver(TestMonitors.Plan(silent));
        FeedUsual(driver);
        EntityMonitor entity = EntityMonitor.Succeed(TestMonitors.Plan(After(silent)), driver.Monitor);
        Assert.Null(entity.Predecessor);
        Assert.Equal(VerdictFlags.Silence, new Driver(entity).Feed(Edited + 60, 0).Flags & VerdictFlags.Silence);
    }

    /// <summary>The cohort's model may be there before the entity's own: it is no reason to give up an own model for it.</summary>
    [Theory]
    [InlineData(TrainingVerdict.Failed)]
    [InlineData(TrainingVerdict.TooFewRows)]
    [InlineData(TrainingVerdict.Superseded)]
    public void IsReadyToTakeOver_WhereThePredecessorHasItsOwn_WaitsForATrainingThatFoundTheCohortsAsGood(TrainingVerdict before)
    {
        MonitorPlan plan = WithCohort(After());
        EntityMonitor entity = EntityMonitor.Succeed(plan, Former());
        Feed(entity, Edited, 0);
        Assert.False(entity.IsReadyToTakeOver);
        Train(entity, before);
        Assert.False(entity.IsReadyToTakeOver);
        Train(entity, TrainingVerdict.NotBetter);
        Assert.True(entity.IsReadyToTakeOver);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void IsReadyToTakeOver_WhereThePredecessorHasNoneOrNoneIsTrained_TakesTheCohorts(bool trains, bool hadOwn)
    {
        MonitorPlan before = WithCohort(Before);
        EntityMonitor former = new(before, "e");
        FeedUsual(new Driver(former));
        if (hadOwn)
        {
            former.Promote(HandMade.Constant(before, FormerVersion));
        }

        MonitorPlan plan = TestMonitors.Plan(After(Before with { Training = Before.Training with { Own = trains } }));
        EntityMonitor entity = EntityMonitor.Succeed(plan, former);
        Feed(entity, Edited, 0);
        Assert.False(entity.IsReadyToTakeOver);
        plan.Cohort = plan.MakeResident(HandMade.Constant(plan, origin: ModelOrigin.Cohort));
        Assert.True(entity.IsReadyToTakeOver);
    }

    /// <summary>The old file takes late rows and the edited one does not: the row has a verdict and a number, and is not learned.</summary>
    [Fact]
    public void Learn_ARowThatTheEditedFileRefuses_TakesItsNumberAndTeachesNothing()
    {
        MonitorDefinition accepting = Before with { Data = new DataDefinition { SilenceFactor = 0, LateTime = LateTimePolicy.Accept } };
        EntityMonitor entity = EntityMonitor.Succeed(TestMonitors.Plan(After()), Former(accepting));
        Feed(entity, Edited + 10, 0);
        Verdict late = Feed(entity, Edited + 5, 0);
        Assert.Equal((Edited + 1, true), (late.Sequence, late.Flags.HasFlag(VerdictFlags.Scored)));
        Assert.Equal(entity.Predecessor!.Observations, entity.Observations);
        Assert.True(entity.History.IsExcluded(late.Sequence));
        Assert.False(entity.History.IsExcluded(Feed(entity, Edited + 11, 0).Sequence));
    }

    [Fact]
    public void Learn_WhatIsRefusedInMaintenanceOrShifted_IsKeptOutOrTakenIn()
    {
        EntityMonitor former = Former(Before with { Threshold = new ThresholdDefinition { Adaptation = 0.2 } });
        EntityMonitor entity = EntityMonitor.Succeed(TestMonitors.Plan(After()), former);
        former.Plan.Threshold.Overrides = ThresholdOverrides.Of(
        [
            new ThresholdOverride(OverrideScope.OfMonitor(TestMonitors.Name), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "new bearing", null),
        ]);
        Verdict maintained = Feed(entity, Edited, 0);
        Assert.True(maintained.Flags.HasFlag(VerdictFlags.Maintenance));
        Assert.True(entity.History.IsExcluded(maintained.Sequence));

        former.Plan.Threshold.Overrides = ThresholdOverrides.None;
        Verdict odd = Feed(entity, Edited + 1, Odd * Odd);
        Assert.True(odd.IsAnomalous);
        Assert.True(entity.History.IsExcluded(odd.Sequence));
        int second = Edited + 2;
        while (!odd.Flags.HasFlag(VerdictFlags.Shifted))
        {
            Assert.True(second < 2 * Edited, "the threshold gives way");
            odd = Feed(entity, second++, Odd * Odd);
        }

        Assert.True(odd.IsAnomalous);
        Assert.False(entity.History.IsExcluded(odd.Sequence));
    }

    /// <summary>Put back, or edited again: numbers that were given while it waited are not given again, what was applied is not applied again.</summary>
    [Fact]
    public void SplitOff_ThePredecessor_GoesOnWithTheNumbers()
    {
        EntityMonitor former = Former();
        EntityMonitor entity = EntityMonitor.Succeed(TestMonitors.Plan(After()), former);
        Feed(entity, Edited, 0);
        entity.Apply(Request(9, OperatorRequestKind.Retrain));
        Train(entity, TrainingVerdict.NotBetter);
        EntityMonitor back = entity.SplitOff();
        Assert.Same(former, back);
        Assert.Equal((Edited + 1, 9, FormerVersion), (back.Observations, back.AppliedRequest, back.OwnVersion));
        Assert.Equal(FormerVersion + 2, back.BeginTraining().Version);
    }

    private static MonitorDefinition After(MonitorDefinition? before = null)
    {
        before ??= Before;
        return before with { Training = before.Training with { HistoryRows = before.Training.HistoryRows + 32 } };
    }

    private static MonitorPlan WithCohort(MonitorDefinition definition)
    {
        MonitorPlan plan = TestMonitors.Plan(definition);
        plan.Cohort = plan.MakeResident(HandMade.Constant(plan, origin: ModelOrigin.Cohort));
        return plan;
    }

    /// <summary>With a model of its own, and one row a second.</summary>
    private static EntityMonitor Former(MonitorDefinition? definition = null)
    {
        MonitorPlan plan = TestMonitors.Plan(definition ?? Before);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan, FormerVersion));
        FeedUsual(driver);
        return driver.Monitor;
    }

    private static void FeedUsual(Driver driver)
    {
        for (int i = 0; i < Edited; i++)
        {
            driver.Feed(i, 0);
        }
    }

    private static EntityMonitor Succeed() => EntityMonitor.Succeed(TestMonitors.Plan(After()), Former());

    /// <summary>A row that the predecessor judges.</summary>
    private static Verdict Feed(EntityMonitor entity, double second, float value)
    {
        Verdict verdict = new Driver(entity.Predecessor!).Feed(second, entity.FormerValuesOf([value]).ToArray());
        if (!verdict.Flags.HasFlag(VerdictFlags.Rejected))
        {
            entity.Learn(EventTime.FromSeconds(second), [value]);
        }

        entity.Learn(verdict);
        return verdict;
    }

    private static Driver TakeOver(EntityMonitor entity)
    {
        entity.Promote(HandMade.Constant(entity.Plan, FormerVersion + 1));
        Assert.True(entity.IsReadyToTakeOver);
        entity.TakeOver();
        Assert.Null(entity.Predecessor);
        return new Driver(entity);
    }

    private static void Train(EntityMonitor entity, TrainingVerdict verdict) =>
        entity.CompleteTraining(new TrainingResult(entity.BeginTraining().Version, verdict, null, null, string.Empty));

    private static EntityState StateOf(EntityMonitor entity)
    {
        byte[] state = new byte[entity.StateBytes];
        entity.WriteState(state);
        return EntityState.Read(state);
    }

    private static DeliveredRequest Request(long sequence, OperatorRequestKind kind, string body = OperatorRequest.NoBody) =>
        new(new OperatorRequest(sequence, TestMonitors.Name, "e", kind, body, "Ann", DateTimeOffset.UnixEpoch, "why"), null);
}
