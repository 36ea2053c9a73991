using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
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
