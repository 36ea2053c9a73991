using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

public sealed class CohortTrainingTests
{
    private static readonly MonitorDefinition Definition =
        TestMonitors.Quick with { Cohort = new CohortDefinition { MinRows = 100, MaxRows = 90 } };

    [Fact]
    public void Run_EntitiesInAnyOrder_GiveTheSameModel()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, 2);
        EntityMonitor[] entities = [.. Enumerable.Range(0, 5).Select(e => Fed(plan, $"e{e}", 40))];
        EntityModel one = CohortTraining.Run(plan, CohortSample.Of(plan, entities), 3, new SimdScorer()).Training.Model!;
        EntityModel two = CohortTraining.Run(plan, CohortSample.Of(plan, entities.Reverse()), 3, new SimdScorer()).Training.Model!;
        Assert.Equal(EntityModelCodec.Write(one), EntityModelCodec.Write(two));
        Assert.Equal((3, ModelOrigin.Cohort), (one.Version, one.Origin));

        // 90 rows of five entities are 18 each, of which three are held out; all calibrate.
        Assert.Equal((5 * 15, 5 * 18), (one.TrainingRows, one.Calibration.Samples));
        Assert.Equal(entities.Max(e => e.LastEventTime), one.TrainedThrough);
    }

    [Fact]
    public void Run_EntitiesOfAnotherPlan_TakeNoPart()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, 2);
        EntityMonitor[] entities = [Fed(plan, "a", 40), Fed(TestMonitors.Plan(Definition, 2), "b", 40), Fed(plan, "c", 40)];
        entities[2].Promote(HandMade.Constant(plan));
        CohortTraining.Result result = CohortTraining.Run(plan, CohortSample.Of(plan, entities), 1, new SimdScorer());
        Assert.Equal(1, result.EntitiesWithoutModel);
        Assert.Equal(64, result.Training.Model!.TrainingRows);
    }

    [Fact]
    public void Run_NoEntities_IsTooFewRows()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, 2);
        CohortTraining.Result result = CohortTraining.Run(plan, new CohortSample(plan), 1, new SimdScorer());
        Assert.Equal((TrainingVerdict.TooFewRows, 0), (result.Training.Verdict, result.EntitiesWithoutModel));
    }

    /// <summary>At minRows, then each time there are four times as many, six times in all; after an edit the same from where the monitor stood.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(5000, 4)]
    public async Task TrainCohort_AgainAndAgain_IsDueAtFourTimesTheRowsAndEndsAfterSix(long observations, int version)
    {
        var plans = new PlanSet(Definition);
        await using var runtime = new LocalRuntime(plans, new SimdScorer(), new NullCommitter(), new DeadLetterCounter(), new RuntimeOptions());
        MonitorPlan plan = plans.For(TestMonitors.Numbers(2));
        CohortSample sample = CohortSample.Of(plan, [Fed(plan, "e", 40)]);
        int first = Definition.Cohort.MinRows;
        runtime.Restore(
            new MonitorProgress(observations, NextCohortTraining: observations + first, version), new CohortOrigin(observations, version));
        var due = new List<long>();
        while (runtime.Progress.NextCohortTraining != long.MaxValue && due.Count < 10)
        {
            due.Add(runtime.Progress.NextCohortTraining - observations);
            runtime.TrainCohort(plan, sample);
        }

        Assert.Equal([first, 4 * first, 16 * first, 64 * first, 256 * first, 1024 * first], due);
        Assert.Equal(version + 6, runtime.Progress.CohortVersion);
    }

    private static EntityMonitor Fed(MonitorPlan plan, string key, int rows)
    {
        var driver = new Driver(plan, key);
        float[] waves = Series.Waves(rows, 2, seed: (ulong)key[^1]);
        for (int i = 0; i < rows; i++)
        {
            driver.Feed(i + key[^1], waves[2 * i], waves[(2 * i) + 1]);
        }

        return driver.Monitor;
    }
}
