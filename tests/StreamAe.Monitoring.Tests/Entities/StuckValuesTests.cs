using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

public sealed class StuckValuesTests
{
    /// <summary>A number that changes with every row is stuck at ten equal ones, is told once, and marks its rows until it moves again.</summary>
    [Fact]
    public void Feed_ANumberThatStopsChanging_IsToldOnceAndNotLearned()
    {
        Driver driver = Watching();
        for (int i = 0; i < 40; i++)
        {
            driver.Feed(i, i % 2 == 0 ? 0.1f : 0.2f, i % 3 * 0.1f);
        }

        for (int i = 40; i < 60; i++)
        {
            driver.Feed(i, 0.15f, i % 3 * 0.1f);
        }

        driver.Feed(60, 0.1f, 0);
        VerdictFlags[] flags = [.. driver.Verdicts.Select(v => v.Flags)];
        Assert.All(flags[..49], f => Assert.Equal(VerdictFlags.Scored, f));
        Assert.Equal(VerdictFlags.Scored | VerdictFlags.Stuck | VerdictFlags.Anomalous | VerdictFlags.Alert, flags[49]);
        Assert.All(flags[50..60], f => Assert.Equal(VerdictFlags.Scored | VerdictFlags.Stuck, f));
        Assert.Equal(VerdictFlags.Scored, flags[60]);
        Alert alert = Assert.Single(driver.Alerts);
        Assert.Equal(AlertKind.Stuck, alert.Kind);
        Assert.Equal(new FeatureContribution("x0", 1, "the same for 10 rows", "a change every 1"), Assert.Single(alert.Features));
        Assert.Equal([false, true, true], driver.Monitor.History.Copy().Excluded[^13..^10]);
    }

    /// <summary>A valve that stands for some ten rows at a time is stuck after some hundred.</summary>
    [Fact]
    public void Take_LongUsualRuns_AreWaitedFor()
    {
        Driver driver = Watching();
        int rows = 0;
        for (int run = 0; run < 25; run++)
        {
            for (int i = 0; i < 10; i++)
            {
                driver.Feed(rows, run % 2, rows++ % 3);
            }
        }

        for (int i = 0; i < 99; i++)
        {
            driver.Feed(rows, 1.5f, rows++ % 3);
        }

        Assert.Empty(driver.Alerts);
        driver.Feed(rows, 1.5f, rows % 3);
        Assert.Single(driver.Alerts);
    }

    /// <summary>A sensor that hangs, and now and then gives nothing, hangs all the same.</summary>
    [Fact]
    public void Take_GapsInARun_DoNotEndIt()
    {
        Driver driver = Watching();
        for (int i = 0; i < 40; i++)
        {
            driver.Feed(i, i % 2, i % 3);
        }

        for (int i = 40; i < 58; i++)
        {
            driver.Feed(i, i % 2 == 0 ? 0.5f : float.NaN, i % 3);
        }

        Assert.Empty(driver.Alerts);
        driver.Feed(58, 0.5f, 0);
        Assert.Equal(AlertKind.Stuck, Assert.Single(driver.Alerts).Kind);
    }

    [Theory]
    [InlineData("always the same")]
    [InlineData("not known yet")]
    [InlineData("missing")]
    public void Take_WhatIsNotStuck_IsNotTold(string how)
    {
        Driver driver = Watching();
        for (int i = 0; i < 300; i++)
        {
            float value = how switch
            {
                "always the same" => 1,
                "not known yet" => i < 19 ? i : 19,
                _ => i < 100 ? i % 2 : i % 8 == 0 ? i / 8 % 2 : float.NaN,
            };
            driver.Feed(i, value, i % 3);
        }

        Assert.Empty(driver.Alerts);
        Assert.All(driver.Verdicts, v => Assert.False(v.Flags.HasFlag(VerdictFlags.Stuck)));
    }

    /// <summary>Whatever the chunks, and across a restart: the state is in what is stored.</summary>
    [Fact]
    public void Take_InChunksAndAcrossARestart_IsTheSame()
    {
        (long Time, float[] Values)[] rows =
            [.. Enumerable.Range(0, 120).Select(i => (i * TimeSpan.TicksPerSecond, (float[])[i is > 60 and < 90 ? 5 : i % 4, i % 3 * 0.1f]))];
        Driver one = Watching();
        foreach ((long time, float[] values) in rows)
        {
            one.FeedChunk([(time, values)]);
        }

        Driver many = Watching();
        many.FeedChunk(rows[..65]);
        byte[] state = new byte[many.Monitor.Plan.StateBytes];
        many.Monitor.WriteState(state);
        EntityMonitor restored = EntityMonitor.Restore(many.Monitor.Plan, "e", state);
        while (many.Monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> page))
        {
            restored.History.RestorePage(number, excluded, page, many.Monitor.History.TimeOfPage(number));
        }

        restored.CompleteRestore();
        restored.Promote(HandMade.Constant(many.Monitor.Plan));
        var rest = new Driver(restored);
        rest.FeedChunk(rows[65..]);
        Assert.Equal(one.Verdicts.Select(v => v.Flags & VerdictFlags.Stuck), many.Verdicts.Concat(rest.Verdicts).Select(v => v.Flags & VerdictFlags.Stuck));
        Assert.Equal(1, one.Alerts.Count(a => a.Kind == AlertKind.Stuck));
    }

    private static Driver Watching()
    {
        MonitorPlan plan = TestMonitors.Plan(
            TestMonitors.Quick with
            {
                Data = new DataDefinition { SilenceFactor = 0, StuckFactor = 10 },
                Threshold = new ThresholdDefinition { Static = 1000 },
                Alert = new AlertDefinition { M = 3, N = 3 },
            },
            channels: 2);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        return driver;
    }
}
