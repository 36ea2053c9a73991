using StreamAe.Host.Health;
using StreamAe.Monitoring.Tests;

namespace StreamAe.Host.Tests.Health;

public sealed class ProgressWatchTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void StandsStill_SomethingUnderWayAndNothingFinished_AfterTheLimit()
    {
        var watch = new ProgressWatch(_time);
        Assert.False(watch.StandsStill((5, 3), isHeldUp: false));
        _time.Advance(ProgressWatch.Limit - Second);
        Assert.False(watch.StandsStill((9, 3), isHeldUp: false));
        _time.Advance(Second);
        Assert.True(watch.StandsStill((9, 3), isHeldUp: false));
        Assert.False(watch.StandsStill((9, 4), isHeldUp: false));
    }

    [Fact]
    public void StandsStill_NothingUnderWay_Never()
    {
        var watch = new ProgressWatch(_time);
        Assert.False(watch.StandsStill((5, 5), isHeldUp: false));
        _time.Advance(10 * ProgressWatch.Limit);

        // An event after a long silence: its time begins now.
        Assert.False(watch.StandsStill((6, 5), isHeldUp: false));
        _time.Advance(ProgressWatch.Limit - Second);
        Assert.False(watch.StandsStill((6, 5), isHeldUp: false));
    }

    [Fact]
    public void StandsStill_WhatIsHeldUp_DoesNotCount()
    {
        var watch = new ProgressWatch(_time);
        Assert.False(watch.StandsStill((6, 5), isHeldUp: false));
        _time.Advance(10 * ProgressWatch.Limit);
        Assert.False(watch.StandsStill((6, 5), isHeldUp: true));
        Assert.False(watch.StandsStill((6, 5), isHeldUp: false));
        _time.Advance(ProgressWatch.Limit);
        Assert.True(watch.StandsStill((6, 5), isHeldUp: false));
    }
}
