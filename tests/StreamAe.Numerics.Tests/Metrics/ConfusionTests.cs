using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Metrics;

public sealed class ConfusionTests
{
    [Fact]
    public void At_HandCase_CountsFourCases()
    {
        Confusion confusion = Confusion.At([1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0]);
        Assert.Equal(new Confusion(TruePositives: 2, FalsePositives: 1, FalseNegatives: 1, TrueNegatives: 3), confusion);
        Assert.Equal(2.0 / 3, confusion.Precision);
        Assert.Equal(2.0 / 3, confusion.Recall);
        Assert.Equal(4.0 / 6, confusion.F1);
    }

    [Fact]
    public void At_LongSegmentWithOneAlert_IsNotAdjusted() =>
        Assert.Equal(0.1, Confusion.At([0, 0, 0, 0, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).Recall);

    [Fact]
    public void At_ZeroOverZero_IsNull()
    {
        Confusion nothingPredicted = Confusion.At([0, 0], [1, 0]);
        Assert.Null(nothingPredicted.Precision);
        Assert.Equal(0, nothingPredicted.Recall);
        Assert.Equal(0, nothingPredicted.F1);

        Confusion nothingAnomalous = Confusion.At([1, 0], [0, 0]);
        Assert.Equal(0, nothingAnomalous.Precision);
        Assert.Null(nothingAnomalous.Recall);
        Assert.Equal(0, nothingAnomalous.F1);

        Assert.Null(Confusion.At([], []).F1);
        Assert.Null(Confusion.At([0], [0]).F1);
    }

    [Fact]
    public void At_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Confusion.At([1], [1, 0]));
        Assert.Throws<ArgumentException>(() => Confusion.At([2], [1]));
        Assert.Throws<ArgumentException>(() => Confusion.At([1], [3]));
    }
}
