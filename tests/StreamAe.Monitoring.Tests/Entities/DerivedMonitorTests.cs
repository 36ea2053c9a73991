using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.Definitions;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>Entities judged by what a number did before.</summary>
public sealed class DerivedMonitorTests
{
    private static readonly MonitorDefinition Definition = Monitors.Read(
        """
        monitor: a
        window: 1
        features:
          - {kind: rate, of: level, per: 1m}
          - {kind: rollingDeviation, of: level, within: 1m}
          - {kind: rollingMax, of: level, within: 8s}
        """);

    [Fact]
    public void Alert_OfARate_NamesItInItsUnits()
    {
        Driver driver = Begin();
        for (int i = 0; i < 20; i++)
        {
            driver.Feed(i, 0.001f * (i % 2));
        }

        driver.Feed(20, 0.5f);
        FeatureContribution first = driver.Alerts[^1].Features[0];
        Assert.Equal(("rate(level, 1m)", "29.94", "0"), (first.Feature, first.Actual, first.Expected));
    }

    /// <summary>What an entity remembers is nothing but what its observations left, whatever judged them.</summary>
    [Fact]
    public void Prepare_ModelsThatChange_ChangeNothingOfIt()
    {
        Driver own = Begin(), none = new(Plan(), "e");
        for (int i = 0; i < 50; i++)
        {
            if (i == 30)
            {
                own.Monitor.Promote(HandMade.Constant(own.Monitor.Plan, version: 2, constant: 3));
            }

            own.Feed(i, i * i % 17);
            none.Feed(i, i * i % 17);
        }

        Assert.Equal(none.Monitor.CopyHistory(), own.Monitor.CopyHistory());
        Assert.Contains(own.Monitor.CopyHistory(), value => value != 0);
    }

    [Fact]
    public void Restore_InTheMiddle_RemembersAllOfIt()
    {
        Driver driver = Begin();
        for (int i = 0; i < 30; i++)
        {
            driver.Feed(i, i * i % 17);
        }

        MonitorPlan plan = driver.Monitor.Plan;
        byte[] state = new byte[plan.StateBytes];
        driver.Monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(plan, "e", state);
        float[] row = new float[plan.Architecture.RowStride], expected = new float[plan.EncodedFloats], encoded = new float[plan.EncodedFloats];
        driver.Monitor.Prepare(EventTime.FromSeconds(33), [5], expected, row);
        restored.Prepare(EventTime.FromSeconds(33), [5], encoded, row);
        Assert.Equal(expected, encoded);
        Assert.All(encoded, value => Assert.True(float.IsFinite(value), "all is known"));
    }

    [Fact]
    public void Memory_OfAMonitorWithoutThem_HasNoRoomForThem() =>
        Assert.Equal(0, new MonitorPlan(Monitors.Read("{monitor: a, features: [level], window: 1}"), new Schema([Channel.Number("level")])).Memory.Floats);

    private static MonitorPlan Plan() => new(Definition, new Schema(FeatureEncoder.ChannelsOf(Definition)!));

    private static Driver Begin()
    {
        var driver = new Driver(Plan(), "e");
        driver.Monitor.Promote(HandMade.Constant(driver.Monitor.Plan));
        return driver;
    }
}
