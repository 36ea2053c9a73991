using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class EntityMonitorPurityTests
{
    private const int Rows = 200;

    /// <summary>Everything that has state: a window, smoothing, m of n, cooldown, silences; and gaps, late and repeated rows in the data.</summary>
    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Window = new WindowDefinition { Rows = 3 },
        Score = new ScoreDefinition { Smoothing = 4 },
        Threshold = new ThresholdDefinition { Quantile = 0.9 },
        Alert = new AlertDefinition { M = 2, N = 5, Cooldown = TimeSpan.FromSeconds(7) },
        Data = new DataDefinition { SilenceFactor = 15, MaxImputedShare = 0.5 },
    };

    [Fact]
    public void FeedChunk_AnySplit_GivesTheSameVerdicts()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition, 3);
        EntityModel model = ModelTraining.Run(
            new TrainingRequest(plan, "e", [Series.Segment(Series.Waves(200, 3), 3)], 1, ModelOrigin.Own, 5, 0, null),
            new SimdScorer(),
            TestContext.Current.CancellationToken).Model!;
        (long, float[])[] observations = Observations();
        Driver oneByOne = Run(plan, model, observations, []);
        string[] expected = Lines.Of(oneByOne.Verdicts);
        Assert.InRange(oneByOne.Alerts.Count, 3, Rows / 3);
        Assert.True(expected.Select(line => line.Split('|')[3]).Distinct().Count() >= 6, "many kinds of verdicts");

        Prop.ForAll(
            Gen.Choose(1, 60).NonEmptyListOf().ToArbitrary(),
            sizes =>
            {
                Driver chunked = Run(plan, model, observations, sizes);
                Assert.Equal(expected, Lines.Of(chunked.Verdicts));
                Assert.Equal(oneByOne.Alerts.Select(a => a.Id), chunked.Alerts.Select(a => a.Id));
                Assert.Equal(oneByOne.Monitor.History.Copy().Excluded, chunked.Monitor.History.Copy().Excluded);
            }).QuickCheckThrowOnFailure();
    }

    private static Driver Run(MonitorPlan plan, EntityModel model, (long, float[])[] observations, IEnumerable<int> sizes)
    {
        var driver = new Driver(plan, explain: true);
        driver.Monitor.Promote(model);
        IEnumerator<int> size = Enumerable.Repeat(sizes.DefaultIfEmpty(1), int.MaxValue).SelectMany(s => s).GetEnumerator();
        for (int start = 0; start < observations.Length; start += size.Current)
        {
            size.MoveNext();
            driver.FeedChunk(observations[start..Math.Min(observations.Length, start + size.Current)]);
        }

        driver.Monitor.Own!.Retire();
        return driver;
    }

    private static (long, float[])[] Observations()
    {
        var random = new PhiloxRandom(3);
        float[] waves = Series.Waves(Rows, 3, seed: 8);
        var observations = new (long, float[])[Rows];
        double second = 0;
        for (int i = 0; i < Rows; i++)
        {
            int kind = random.NextInt32(25);
            second += kind switch { 0 => 0, 1 => -3, 2 => 100, _ => 1 };
            float[] values = waves[(i * 3)..((i * 3) + 3)];
            switch (kind)
            {
                case 3:
                    values[1] = float.NaN;
                    break;
                case 4:
                    (values[1], values[2]) = (float.NaN, float.NaN);
                    break;
                case 5 or 6:
                    values[0] += 6;
                    break;
            }

            observations[i] = (EventTime.FromSeconds(second), values);
        }

        return observations;
    }
}
