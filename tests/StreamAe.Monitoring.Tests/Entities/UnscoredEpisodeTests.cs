using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class UnscoredEpisodeTests
{
    /// <summary>Rows between two silences are ordinary ones, though no model scores them yet: the second is not the first going on.</summary>
    [Fact]
    public void JudgeUnscored_TwoSilencesOfAnEntityWithoutAModel_AreTwoEpisodes()
    {
        var driver = new Driver(TestMonitors.Plan(TestMonitors.Quick with
        {
            Training = TestMonitors.Quick.Training with { MinRows = 64 },
            Data = new DataDefinition { SilenceFactor = 5 },
        }));
        for (int i = 0; i < 60; i++)
        {
            driver.Feed(i + (i < 25 ? 0 : i < 40 ? 1000 : 2000), 0.1f);
        }

        Assert.Equal([EventTime.FromSeconds(1025), EventTime.FromSeconds(2040)], driver.Alerts.Select(a => a.Since));
        Assert.All(driver.Alerts, a => Assert.Equal(AlertKind.Silence, a.Kind));
    }
}
