using System.Globalization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>Features with scales of their own, from training to explanation.</summary>
public sealed class OwnScaleTests
{
    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Differences = true,
        Features =
        [
            FeatureDefinition.Number("x0") with { Scale = InputScale.Asinh },
            FeatureDefinition.Number("x1") with { Scale = InputScale.MinMax },
            FeatureDefinition.Number("x2"),
            FeatureDefinition.Number("x3") with { Scale = InputScale.Robust, IsContext = true },
            FeatureDefinition.Number("x4") with { Scale = InputScale.Asinh, IsContext = true },
        ],
    };

    /// <summary>Rows are made alike when live, when trained on, and by a plan whose features are all the same where they are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Prepare_UnderOwnScales_MakesTheRowsOfTraining(int window)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Window = new WindowDefinition { Rows = window } }, 5);
        Assert.True(plan.MixesAsinh && !plan.IsAsinh, "some are asinh and some are not");
        var driver = new Driver(plan, explain: true);
        Train(driver, 100);
        float[] encoded = new float[plan.EncodedFloats], live = new float[plan.Architecture.RowStride];
        driver.Monitor.Prepare(EventTime.FromSeconds(100), [1e6f, float.NaN, 2, 3, 4], encoded, live);
        (float[] history, bool[] excluded) = driver.Monitor.History.Copy();
        Windows windows = Windows.Build(plan, [new TrainingSegment(history, excluded)], driver.Monitor.Own!.Model.Scaler, 0.2);
        Assert.Equal(live, windows.Rows[^live.Length..]);

        // A million is clipped as a number, and 13 or so as its asinh.
        Assert.Equal((float)plan.Definition.Score.Clip, live[0]);
    }

    [Fact]
    public void Explanation_OfAnAsinhFeatureAmongOthers_IsInSourceUnits()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Window = new WindowDefinition { Rows = 1 } }, 5);
        var driver = new Driver(plan, explain: true);
        Train(driver, 100);

        // A model that says asinh⁻¹(5) spreads, 74.2 of them, of every first feature.
        EntityModel trained = driver.Monitor.Own!.Model;
        EntityModel constant = HandMade.Constant(plan, version: 2, constant: 5);
        driver.Monitor.Promote(constant with { Scaler = trained.Scaler });
        driver.Feed(100, 500_000, 0, 0, 0, 0);
        FeatureContribution first = driver.Alerts[^1].Features.Single(f => f.Feature == "x0");
        Assert.Equal("500000", first.Actual);
        Assert.Equal(
            trained.Scaler.Means[0] + (Math.Sinh(5) * trained.Scaler.Deviations[0]), float.Parse(first.Expected, CultureInfo.InvariantCulture), 0.6);
    }

    private static void Train(Driver driver, int rows)
    {
        float[] waves = Series.Waves(rows, 5);
        for (int i = 0; i < rows; i++)
        {
            driver.Feed(i, waves[(i * 5)..((i + 1) * 5)]);
        }

        driver.Monitor.CompleteTraining(ModelTraining.Run(driver.Monitor.BeginTraining(), new SimdScorer(), TestContext.Current.CancellationToken));
        Assert.NotNull(driver.Monitor.Own);
    }
}
