using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>What operators ask of an entity.</summary>
public sealed class EntityMonitorRequestTests
{
    private const int Rows = 61;

    [Fact]
    public void Apply_Retrain_IsDueAtTheNextObservationAndOnlyOnce()
    {
        Driver driver = WithModel();
        Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(Rows)));
        RequestOutcome outcome = driver.Monitor.Apply(Request(3, OperatorRequestKind.Retrain))!;
        Assert.Equal((3, RequestVerdict.Applied, Rows, false), (outcome.Sequence, outcome.Verdict, outcome.AtSequence, outcome.IsForAll));
        Assert.True(driver.Monitor.IsTrainingDue(long.MinValue));
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Ended(driver.Monitor, 2, TrainingVerdict.NotBetter));
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue - 1));
    }

    [Fact]
    public void Apply_Retrain_WhileATrainingRuns_IsThatTraining()
    {
        Driver driver = WithModel();
        driver.Monitor.BeginTraining();
        Assert.Equal("a training is under way already", driver.Monitor.Apply(Request(3, OperatorRequestKind.Retrain))!.Detail);
        Assert.Equal(TrainingVerdict.Promote, driver.Monitor.CompleteTraining(Ended(driver.Monitor, 2, TrainingVerdict.Promote)).Verdict);
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue - 1));
    }

    [Fact]
    public void Apply_Retrain_SurvivesARestart()
    {
        Driver driver = WithModel();
        driver.Monitor.Apply(Request(3, OperatorRequestKind.Retrain));
        EntityMonitor restored = Restored(driver.Monitor);
        Assert.Equal(3, restored.AppliedRequest);
        Assert.True(restored.IsTrainingDue(0));
    }

    /// <summary>A false alarm raises the entity's threshold above it, in surprise and so for the models that come after; trouble brings it back
    /// halfway; the third decade is the last.</summary>
    [Fact]
    public void Apply_Feedback_MovesTheThreshold()
    {
        Driver driver = WithModel();
        float usual = driver.Feed(Rows, 0).Threshold;
        float odd = MathF.Sqrt(usual * 1.5f);
        Verdict alarm = driver.Feed(Rows + 1, odd);
        Assert.True(alarm.IsAlert);
        RequestOutcome outcome = driver.Monitor.Apply(Said(1, AlertFeedback.False, alarm.Surprise))!;
        Assert.Contains("decades above the usual one", outcome.Detail, StringComparison.Ordinal);
        Verdict again = driver.Feed(Rows + 2, odd);
        Assert.False(again.IsAnomalous);
        Assert.InRange(again.Threshold, usual * 1.5f, usual * 1.8f);
        EntityMonitor restored = Restored(driver.Monitor);
        restored.Promote(HandMade.Constant(driver.Monitor.Plan, 7));
        Assert.Equal(again.Threshold, new Driver(restored).Feed(Rows + 3, odd).Threshold, 1e-4f);

        driver.Monitor.Apply(Said(2, AlertFeedback.True, alarm.Surprise));
        Assert.True(driver.Feed(Rows + 3, odd).IsAnomalous);
        driver.Monitor.Apply(Said(3, AlertFeedback.False, 99));
        driver.Monitor.Apply(Said(4, AlertFeedback.False, 99));
        Assert.Equal(HandMade.Calibration.ScoreAt(1 - 1e-6), driver.Feed(Rows + 4, 0).Threshold, 0.05f);
        for (int i = 0; i < 8; i++)
        {
            driver.Monitor.Apply(Said(5 + i, AlertFeedback.True, 1));
        }

        Assert.Equal(usual, driver.Feed(Rows + 5, 0).Threshold);
    }

    [Theory]
    [InlineData(AlertFeedback.False, false)]
    [InlineData(AlertFeedback.True, true)]
    [InlineData(AlertFeedback.Ignore, true)]
    public void Apply_Feedback_DecidesWhatIsLearned(AlertFeedback said, bool isExcluded)
    {
        Driver driver = WithModel();
        for (int i = 0; i < 40; i++)
        {
            driver.Feed(Rows + i, said == AlertFeedback.False ? 9 : 0);
        }

        driver.Monitor.Apply(Said(1, said, 5, from: Rows + 5, to: Rows + 20));
        Assert.All(driver.Monitor.History.Copy().Excluded[^34..^20], e => Assert.Equal(isExcluded, e));
    }

    [Fact]
    public void Apply_Acknowledgement_ChangesNothing()
    {
        Driver driver = WithModel();
        Verdict before = driver.Feed(Rows, 9);
        bool[] excluded = driver.Monitor.History.Copy().Excluded;
        Assert.Equal("acknowledged", driver.Monitor.Apply(Said(1, AlertFeedback.Acknowledged, 9))!.Detail);
        Assert.Equal(excluded, driver.Monitor.History.Copy().Excluded);
        Assert.Equal(before.Threshold, driver.Feed(Rows + 1, 9).Threshold);
    }

    /// <summary>A snooze holds alerts by scores back and nothing else; one whose end has passed ends it.</summary>
    [Fact]
    public void Apply_Snooze_HoldsAlertsBackUntilItsEnd()
    {
        Driver driver = WithModel();
        Assert.True(driver.Feed(Rows, 9).IsAlert);
        RequestOutcome outcome = driver.Monitor.Apply(Snoozed(1, until: Rows + 3))!;
        Assert.Equal((RequestVerdict.Applied, "no alert by its scores until then"), (outcome.Verdict, outcome.Detail));
        Assert.Equal(EventTime.FromSeconds(Rows + 3), Restored(driver.Monitor).Inspect().QuietUntil);
        Verdict quiet = driver.Feed(Rows + 1, 9);
        Assert.True(quiet.IsAnomalous);
        Assert.False(quiet.IsAlert);
        Assert.False(driver.Feed(Rows + 2, 9).IsAlert);
        Assert.True(driver.Feed(Rows + 3, 9).IsAlert);

        driver.Monitor.Apply(Snoozed(2, until: Rows + 100));
        Assert.False(driver.Feed(Rows + 4, 9).IsAlert);
        Assert.Equal("alerts by its scores are raised again", driver.Monitor.Apply(Snoozed(3, until: Rows))!.Detail);
        Assert.True(driver.Feed(Rows + 5, 9).IsAlert);
        Assert.Null(driver.Monitor.Inspect().QuietUntil);
    }

    [Fact]
    public void Apply_FeedbackWhereTheThresholdIsFixed_SaysSo()
    {
        Driver driver = WithModel(TestMonitors.Quick with { Threshold = new ThresholdDefinition { Static = 5 } });
        Assert.Contains("the threshold is fixed", driver.Monitor.Apply(Said(1, AlertFeedback.False, 9))!.Detail, StringComparison.Ordinal);
        Assert.Equal(5, driver.Feed(Rows, 9).Threshold);
    }

    [Fact]
    public void Apply_Rollback_JudgesTheNextObservationByTheOlderVersion()
    {
        Driver driver = WithModel();
        EntityModel second = HandMade.Constant(driver.Monitor.Plan, 2, constant: 1);
        driver.Monitor.Promote(second);
        Assert.Equal(2, driver.Feed(Rows, 1).ModelVersion);
        RequestOutcome outcome = driver.Monitor.Apply(Version(1, 1, HandMade.Constant(driver.Monitor.Plan, 1)))!;
        Assert.Equal((RequestVerdict.Applied, "version 1 in use in place of 2"), (outcome.Verdict, outcome.Detail));
        Assert.Equal(1, driver.Feed(Rows + 1, 1).ModelVersion);
    }

    [Fact]
    public void Apply_Rollback_BeginsTheScheduleAnewAndVersionsGoOn()
    {
        MonitorDefinition definition = TestMonitors.Quick with { Training = TestMonitors.Quick.Training with { Every = TimeSpan.FromSeconds(100) } };
        Driver driver = WithModel(definition);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Ended(driver.Monitor, 2, TrainingVerdict.Promote));
        for (int i = Rows; i < 158; i++)
        {
            driver.Feed(i, 1);
        }

        Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(200)));
        driver.Monitor.Apply(Version(1, 1, HandMade.Constant(driver.Monitor.Plan, 1)));
        Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(200)));
        Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(280)));
        Assert.Equal(3, driver.Monitor.BeginTraining().Version);
    }

    /// <summary>Trainings failed under what the operator took away; nothing of that makes the version that is put back wait.</summary>
    [Fact]
    public void Apply_Rollback_AfterTrainingsThatFailed_BeginsTheScheduleAnew()
    {
        MonitorDefinition definition = TestMonitors.Quick with { Training = TestMonitors.Quick.Training with { Every = TimeSpan.FromSeconds(10) } };
        Driver driver = WithModel(definition);
        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan, 2));
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Ended(driver.Monitor, 3, TrainingVerdict.Failed));
        Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(Rows + 20)));
        driver.Monitor.Apply(Version(1, 1, HandMade.Constant(driver.Monitor.Plan, 1)));
        Assert.Equal(0, driver.Monitor.FailedTrainings);
        Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(Rows + 20)));
    }

    [Fact]
    public void Apply_Rollback_WhileATrainingRuns_TakesNothingOfIt()
    {
        Driver driver = WithModel();
        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan, 2));
        driver.Monitor.BeginTraining();
        driver.Monitor.Apply(Version(1, 1, HandMade.Constant(driver.Monitor.Plan, 1)));
        TrainingResult worth = driver.Monitor.CompleteTraining(Ended(driver.Monitor, 3, TrainingVerdict.Promote));
        Assert.Equal((TrainingVerdict.Superseded, null), (worth.Verdict, worth.Model));
        Assert.Equal(1, driver.Monitor.Own!.Model.Version);

        // The next is judged by its own worth, and has a version of its own.
        Assert.Equal(4, driver.Monitor.BeginTraining().Version);
        Assert.Equal(TrainingVerdict.Promote, driver.Monitor.CompleteTraining(Ended(driver.Monitor, 4, TrainingVerdict.Promote)).Verdict);
        Assert.Equal(4, driver.Monitor.Own!.Model.Version);
    }

    [Fact]
    public void Apply_OfAVersionThatIsNotKeptOrInUse_IsRefusedAndChangesNothing()
    {
        Driver driver = WithModel();
        RequestOutcome notKept = driver.Monitor.Apply(Version(1, 9, model: null))!;
        RequestOutcome inUse = driver.Monitor.Apply(Version(2, 1, HandMade.Constant(driver.Monitor.Plan, 1)))!;
        Assert.Equal((RequestVerdict.Refused, "version 9 is not kept"), (notKept.Verdict, notKept.Detail));
        Assert.Equal((RequestVerdict.Refused, "version 1 is in use already"), (inUse.Verdict, inUse.Detail));
        Assert.Equal(2, driver.Monitor.AppliedRequest);
        Assert.Equal(1, driver.Monitor.Own!.Model.Version);
    }

    [Fact]
    public void Apply_OfAVersionFromBeforeTheMonitorWasEdited_IsRefused()
    {
        Driver driver = WithModel();
        EntityModel former = HandMade.Constant(driver.Monitor.Plan, 7) with { Plan = driver.Monitor.Plan.Identity + 1 };
        RequestOutcome outcome = driver.Monitor.Apply(Version(1, 7, former))!;
        Assert.Equal(RequestVerdict.Refused, outcome.Verdict);
        Assert.Contains("before its file was edited", outcome.Detail, StringComparison.Ordinal);
        Assert.Equal(1, driver.Monitor.Own!.Model.Version);
    }

    [Fact]
    public void Apply_OfAKindItDoesNotKnow_OrAWrongBody_IsRefused()
    {
        Driver driver = WithModel();
        Assert.Equal(RequestVerdict.Refused, driver.Monitor.Apply(Request(1, OperatorRequestKind.Unknown))!.Verdict);
        Assert.Equal(RequestVerdict.Refused, driver.Monitor.Apply(Request(2, OperatorRequestKind.Mark))!.Verdict);
        Assert.Equal(RequestVerdict.Refused, driver.Monitor.Apply(Request(3, OperatorRequestKind.Rollback))!.Verdict);
    }

    [Fact]
    public void Apply_Mark_KeepsRowsOfTheTimeOutOfTraining()
    {
        Driver driver = WithModel();
        RequestOutcome outcome = driver.Monitor.Apply(Mark(1, 16, 30, exclude: true))!;

        // Whole pages of eight rows: 16 to 23 and 24 to 31.
        Assert.Equal((RequestVerdict.Applied, "16 rows kept out of training"), (outcome.Verdict, outcome.Detail));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i is >= 16 and < 32), driver.Monitor.BeginTraining().Segments[0].Excluded);
        driver.Monitor.CompleteTraining(Ended(driver.Monitor, 2, TrainingVerdict.NotBetter));

        driver.Monitor.Apply(Mark(2, 16, 20, exclude: false));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i is >= 24 and < 32), driver.Monitor.History.Copy().Excluded);
        Assert.Equal(RequestVerdict.Refused, driver.Monitor.Apply(Mark(3, 5000, 6000, exclude: true))!.Verdict);
    }

    [Fact]
    public void Apply_Mark_IsKeptThroughARestartAndThroughAShift()
    {
        Driver driver = WithModel();
        driver.Monitor.Apply(Mark(1, 0, 8, exclude: true));
        EntityMonitor restored = Restored(driver.Monitor);

        // What a shift takes back in is what was anomalous, not what an operator marked.
        restored.History.Exclude(9);
        restored.History.Include(3);
        restored.History.Include(9);
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => i < 8), restored.History.Copy().Excluded);
        restored.Apply(Mark(2, 0, 8, exclude: false));
        Assert.DoesNotContain(true, restored.History.Copy().Excluded);
    }

    [Fact]
    public void Apply_Mark_WhileATrainingRuns_HasItDoneAgainWithoutThem()
    {
        Driver driver = WithModel();
        driver.Monitor.BeginTraining();
        driver.Monitor.Apply(Mark(1, 0, 8, exclude: true));
        Assert.Equal(TrainingVerdict.Superseded, driver.Monitor.CompleteTraining(Ended(driver.Monitor, 2, TrainingVerdict.Promote)).Verdict);
        Assert.True(driver.Monitor.IsTrainingDue(long.MinValue));
        Assert.Contains(true, driver.Monitor.BeginTraining().Segments[0].Excluded);
        driver.Monitor.CompleteTraining(Ended(driver.Monitor, 3, TrainingVerdict.Promote));
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue - 1));
    }

    [Fact]
    public void Apply_ToAll_PassesOverAnEntityThatIsNew()
    {
        var entity = new EntityMonitor(TestMonitors.Plan(TestMonitors.Quick), "new");
        DeliveredRequest toAll = Request(5, OperatorRequestKind.Retrain, entity: null);
        var set = new RequestSet([toAll]);
        Assert.True(set.Concern(entity));
        Assert.Null(entity.Apply(toAll));
        Assert.False(set.Concern(entity));
        Assert.False(entity.IsTrainingDue(0));
    }

    [Fact]
    public void For_AnEntity_HasItsOwnAndThoseToAllInOrderWithoutWhatItApplied()
    {
        Driver driver = WithModel();
        var set = new RequestSet(
        [
            Request(1, OperatorRequestKind.Retrain, entity: null),
            Request(2, OperatorRequestKind.Retrain, "other"),
            Request(3, OperatorRequestKind.Retrain),
            Request(4, OperatorRequestKind.Retrain, entity: null),
        ]);
        Assert.False(set.IsEmpty);
        Assert.Equal([1, 3, 4], set.For(driver.Monitor).Select(r => r.Request.Sequence));
        driver.Monitor.Apply(Request(3, OperatorRequestKind.Retrain));
        Assert.Equal([4], set.For(driver.Monitor).Select(r => r.Request.Sequence));
        driver.Monitor.Apply(Request(4, OperatorRequestKind.Retrain, entity: null));
        Assert.False(set.Concern(driver.Monitor));
        Assert.Empty(set.For(driver.Monitor));
    }

    private static Driver WithModel(MonitorDefinition? definition = null)
    {
        var driver = new Driver(TestMonitors.Plan(definition ?? TestMonitors.Quick));
        for (int i = 0; i < Rows; i++)
        {
            driver.Feed(i, 1);
        }

        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(Ended(driver.Monitor, 1, TrainingVerdict.Promote));
        return driver;
    }

    private static EntityMonitor Restored(EntityMonitor monitor)
    {
        byte[] state = new byte[monitor.Plan.StateBytes];
        monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(monitor.Plan, monitor.Key, state);
        while (monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            restored.History.RestorePage(number, excluded, rows, monitor.History.TimeOfPage(number));
        }

        restored.CompleteRestore();
        restored.Promote(monitor.Own!.Model);
        return restored;
    }

    private static DeliveredRequest Request(
        long sequence, OperatorRequestKind kind, string? entity = "e", string body = OperatorRequest.NoBody, EntityModel? model = null) =>
        new(new OperatorRequest(sequence, TestMonitors.Name, entity, kind, body, "Ann", DateTimeOffset.UnixEpoch, "why"), model);

    private static DeliveredRequest Version(long sequence, int version, EntityModel? model) =>
        Request(sequence, OperatorRequestKind.Rollback, body: new VersionBody(version).Write(), model: model);

    private static DeliveredRequest Mark(long sequence, int from, int to, bool exclude) => Request(
        sequence, OperatorRequestKind.Mark, body: new MarkBody(EventTime.FromSeconds(from), EventTime.FromSeconds(to), exclude).Write());

    private static TrainingResult Ended(EntityMonitor monitor, int version, TrainingVerdict verdict) => new(
        version, verdict, verdict == TrainingVerdict.Promote ? HandMade.Constant(monitor.Plan, version) : null, null, "");

    private static DeliveredRequest Snoozed(long sequence, int until) => new(
        new OperatorRequest(
            sequence, "m", "e", OperatorRequestKind.Snooze, new SnoozeBody(EventTime.FromSeconds(until)).Write(), "ana", DateTimeOffset.UnixEpoch, "on it"),
        null);

    private static DeliveredRequest Said(long sequence, AlertFeedback said, float surprise, int from = Rows, int to = Rows + 1) => new(
        new OperatorRequest(
            sequence,
            TestMonitors.Name,
            "e",
            OperatorRequestKind.Feedback,
            new FeedbackBody("id", said, EventTime.FromSeconds(from), EventTime.FromSeconds(to), surprise).Write(),
            "anna",
            DateTimeOffset.UnixEpoch,
            "a test"),
        null);
}
