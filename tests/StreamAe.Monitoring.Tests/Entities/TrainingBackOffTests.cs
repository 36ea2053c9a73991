using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>How long an entity waits after trainings that failed.</summary>
public sealed class TrainingBackOffTests
{
    private const int MinRows = 40;

    [Theory]
    [InlineData(TrainingVerdict.Failed)]
    [InlineData(TrainingVerdict.Diverged)]
    public void CompleteTraining_ThatFailed_WaitsTwiceAsLongEachTime(TrainingVerdict verdict)
    {
        Driver driver = Fed(MinRows);
        double expected = MinRows;
        for (int failure = 1; failure <= 9; failure++)
        {
            driver.Monitor.BeginTraining();
            driver.Monitor.CompleteTraining(new TrainingResult(failure, verdict, null, null, ""));
            Assert.Equal(failure, driver.Monitor.FailedTrainings);
            long waited = WaitUntilDue(driver);
            Assert.InRange(waited, expected * 0.9 - 1, expected * 1.1 + 1);
            expected = Math.Min(2 * expected, 64 * MinRows);
        }
    }

    [Theory]
    [InlineData(TrainingVerdict.Promote)]
    [InlineData(TrainingVerdict.NotBetter)]
    [InlineData(TrainingVerdict.TooFewRows)]
    public void CompleteTraining_ThatDidNotFail_EndsTheWaiting(TrainingVerdict verdict)
    {
        Driver driver = Fed(MinRows);
        for (int failure = 1; failure <= 3; failure++)
        {
            driver.Monitor.BeginTraining();
            driver.Monitor.CompleteTraining(new TrainingResult(failure, TrainingVerdict.Failed, null, null, ""));
        }

        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(
            4, verdict, verdict == TrainingVerdict.Promote ? HandMade.Constant(driver.Monitor.Plan, 4) : null, null, ""));
        Assert.Equal(0, driver.Monitor.FailedTrainings);
        driver.Monitor.Apply(Retrain(1));
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(5, TrainingVerdict.Failed, null, null, ""));
        Assert.InRange(WaitUntilDue(driver), MinRows * 0.9 - 1, MinRows * 1.1 + 1);
    }

    [Fact]
    public void CompleteTraining_ThatFailed_WaitsDifferentlyByEntityAndTheSameEachTime()
    {
        long[] waits = [.. Enumerable.Range(0, 20).Select(i => WaitAfterFailures($"e{i}"))];
        Assert.True(waits.Distinct().Count() > 10);
        Assert.Equal(waits, Enumerable.Range(0, 20).Select(i => WaitAfterFailures($"e{i}")));
    }

    [Fact]
    public void IsTrainingDue_WhileTrainingsFail_IsNotAskedForByTheSchedule()
    {
        // Every second would be due at every row.
        MonitorDefinition definition = TestMonitors.Quick with { Training = TestMonitors.Quick.Training with { Every = TimeSpan.FromSeconds(1) } };
        Driver driver = Fed(MinRows, definition);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(1, TrainingVerdict.Promote, HandMade.Constant(driver.Monitor.Plan), null, ""));
        Assert.True(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(1000)));
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(2, TrainingVerdict.Failed, null, null, ""));
        Assert.False(driver.Monitor.IsTrainingDue(EventTime.FromSeconds(1000)));
        Assert.InRange(WaitUntilDue(driver), MinRows * 0.9 - 1, MinRows * 1.1 + 1);
    }

    [Fact]
    public void Apply_Retrain_DoesNotWait()
    {
        Driver driver = Fed(MinRows);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(1, TrainingVerdict.Failed, null, null, ""));
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue));
        driver.Monitor.Apply(Retrain(1));
        Assert.True(driver.Monitor.IsTrainingDue(0));
    }

    private static long WaitAfterFailures(string key)
    {
        Driver driver = Fed(MinRows, key: key);
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(1, TrainingVerdict.Failed, null, null, ""));
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(2, TrainingVerdict.Failed, null, null, ""));
        driver.Monitor.BeginTraining();
        driver.Monitor.CompleteTraining(new TrainingResult(3, TrainingVerdict.Failed, null, null, ""));
        return WaitUntilDue(driver);
    }

    private static long WaitUntilDue(Driver driver)
    {
        long begin = driver.Monitor.Observations;
        while (!driver.Monitor.IsTrainingDue(EventTime.FromSeconds(driver.Monitor.Observations)))
        {
            driver.Feed(driver.Monitor.Observations, 1);
        }

        return driver.Monitor.Observations - begin;
    }

    private static Driver Fed(int rows, MonitorDefinition? definition = null, string key = "e")
    {
        var driver = new Driver(TestMonitors.Plan(definition ?? TestMonitors.Quick), key);
        for (int i = 0; i < rows; i++)
        {
            driver.Feed(i, 1);
        }

        return driver;
    }

    private static DeliveredRequest Retrain(long sequence) => new(
        new OperatorRequest(sequence, TestMonitors.Name, "e", OperatorRequestKind.Retrain, OperatorRequest.NoBody, "Ann", DateTimeOffset.UnixEpoch, "why"),
        Model: null);
}
