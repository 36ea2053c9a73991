using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Metrics;

public sealed class DetectionDelayTests
{
    [Fact]
    public void Compute_HandCase_MeasuresEachSegment()
    {
        // Alerts just before the second and just after the third segment do not count.
        byte[] labels = [1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1];
        byte[] alerts = [1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1];
        DetectionDelay delay = DetectionDelay.Compute(alerts, labels)!;
        Assert.Equal(
            [new SegmentDelay(0, 2, 0), new SegmentDelay(4, 3, 2), new SegmentDelay(8, 1, null), new SegmentDelay(11, 1, 0)],
            delay.Segments);
        Assert.Equal(2.0 / 3, delay.MeanDelay);
        Assert.Equal(0.75, delay.DetectedShare);
    }

    [Fact]
    public void Compute_AllMissed_HasNoMeanDelay()
    {
        DetectionDelay delay = DetectionDelay.Compute([1, 0], [0, 1])!;
        Assert.Null(delay.MeanDelay);
        Assert.Equal(0, delay.DetectedShare);
    }

    [Fact]
    public void Compute_NoAnomaly_IsNull()
    {
        Assert.Null(DetectionDelay.Compute([], []));
        Assert.Null(DetectionDelay.Compute([1, 0], [0, 0]));
    }

    [Fact]
    public void Compute_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => DetectionDelay.Compute([1], [1, 0]));
        Assert.Throws<ArgumentException>(() => DetectionDelay.Compute([2], [1]));
    }
}
