using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class CohortSurpriseTests
{
    /// <summary>Both models are odd about 90, by their own scales; only the entity's about 8, which is what the cohort expects.</summary>
    [Theory]
    [InlineData(8, 0)]
    [InlineData(9, 1)]
    [InlineData(90, 100)]
    public void Judge_AnAlertOfTheEntitysOwnModel_SaysWhatTheCohortsMakesOfIt(float value, float cohortScore)
    {
        Driver driver = Create(Definition, mean: 8);
        driver.Feed(0, value);
        Alert alert = Assert.Single(driver.Alerts);
        Assert.False(alert.IsProvisional);
        Assert.Equal(HandMade.Calibration.Surprise(cohortScore), alert.CohortSurprise!.Value, 4);
    }

    [Theory]
    [InlineData("the cohort's model judged")]
    [InlineData("no cohort's model")]
    [InlineData("smoothed")]
    [InlineData("silence")]
    public void Judge_WhereThereIsNoOtherOpinion_SaysNothing(string why)
    {
        MonitorDefinition definition = why switch
        {
            "smoothed" => Definition with { Score = new ScoreDefinition { Smoothing = 2 } },
            "silence" => Definition with { Data = new DataDefinition { SilenceFactor = 5 } },
            _ => Definition,
        };
        Driver driver = Create(definition, mean: 8, hasOwn: why != "the cohort's model judged", hasCohort: why != "no cohort's model");
        if (why == "silence")
        {
            for (int i = 0; i < 40; i++)
            {
                driver.Feed(i, 0.1f);
            }

            driver.Feed(1000, 0.1f);
        }
        else
        {
            driver.Feed(0, 90);
            driver.Feed(1, 90);
        }

        Assert.NotEmpty(driver.Alerts);
        Assert.All(driver.Alerts, a => Assert.Null(a.CohortSurprise));
    }

    /// <summary>Rows of windows, changes, context and gaps: the surprise is what the cohort's model says of them where it judges by itself.</summary>
    [Theory]
    [InlineData(1, false, MissingPolicy.Fill, InputScale.Standard, 0)]
    [InlineData(3, true, MissingPolicy.Fill, InputScale.Standard, 0)]
    [InlineData(2, true, MissingPolicy.Mask, InputScale.Standard, 0)]
    [InlineData(1, false, MissingPolicy.Fill, InputScale.Asinh, 2)]
    public void Judge_AnyRow_SaysWhatTheCohortsModelWouldSay(int window, bool differences, MissingPolicy missing, InputScale scale, int lags)
    {
        MonitorDefinition definition = Definition with
        {
            Features = [FeatureDefinition.Number("x0"), FeatureDefinition.Number("x1"), FeatureDefinition.Number("x2") with { IsContext = true }],
            Window = new WindowDefinition { Rows = window },
            Differences = differences,
            Lags = lags,
            Scale = scale,
            Score = new ScoreDefinition { Clip = 1000 },
            Data = new DataDefinition { SilenceFactor = 0, Missing = missing },
            Threshold = new ThresholdDefinition { Static = -1 },
        };
        (Driver own, Driver cohort) = (Trained(definition, hasOwn: true), Trained(definition, hasOwn: false));
        for (int i = 0; i < 40; i++)
        {
            float[] values = [MathF.Sin(i), i % 11 == 7 ? float.NaN : 3 + MathF.Cos(i), i % 5];
            own.Feed(200 + i, values);
            cohort.Feed(200 + i, values);
        }

        Assert.Equal(40, own.Alerts.Count);
        Assert.Equal(40, cohort.Alerts.Count);
        Assert.All(own.Alerts.Zip(cohort.Alerts), pair => Assert.Equal(pair.Second.Surprise, pair.First.CohortSurprise!.Value, 0.02f));
    }

    private static MonitorDefinition Definition { get; } = TestMonitors.Quick with { Cohort = new CohortDefinition() };

    private static Driver Create(MonitorDefinition definition, float mean, bool hasOwn = true, bool hasCohort = true)
    {
        MonitorPlan plan = TestMonitors.Plan(definition);
        if (hasCohort)
        {
            plan.Cohort = plan.MakeResident(HandMade.Constant(plan, origin: ModelOrigin.Cohort, mean: mean));
        }

        var driver = new Driver(plan);
        if (hasOwn)
        {
            driver.Monitor.Promote(HandMade.Constant(plan));
        }

        return driver;
    }

    /// <summary>After 100 rows; the models were trained on rows of different levels and spreads.</summary>
    private static Driver Trained(MonitorDefinition definition, bool hasOwn)
    {
        MonitorPlan plan = TestMonitors.Plan(definition, channels: 3);
        plan.Cohort = plan.MakeResident(Train(plan, 5, ModelOrigin.Cohort));
        var driver = new Driver(plan);
        if (hasOwn)
        {
            driver.Monitor.Promote(Train(plan, 1, ModelOrigin.Own));
        }

        for (int i = 0; i < 100; i++)
        {
            driver.Feed(i, MathF.Sin(i), 3 + MathF.Cos(i), i % 5);
        }

        driver.Alerts.Clear();
        return driver;
    }

    private static EntityModel Train(MonitorPlan plan, float level, ModelOrigin origin)
    {
        float[] rows = [.. Enumerable.Range(0, 60).SelectMany(i => (float[])[level * MathF.Sin(i), 3 + (level * MathF.Cos(i)), i % 5])];
        var request = new TrainingRequest(
            plan, "t", [new TrainingSegment(rows, new bool[60])], 1, origin, Seed: 7, TrainedThrough: 0, Champion: null);
        return TrainingWorker.Run(request, new SimdScorer()).Model!;
    }
}
