using StreamAe.Numerics.Files;

namespace StreamAe.Numerics.Tests.Files;

public sealed class RowScalingTests
{
    private static readonly float[][] Rows = [[1, 10, 5], [3, 30, 5], [5, float.NaN, 5]];

    [Fact]
    public void Fit_Standard_HasMeanZeroAndVarianceOne()
    {
        RowScaling scaling = RowScaling.Fit(ScalingKind.Standard, Rows, 3, out int[] constant);
        Assert.Equal([3, 20, 5], scaling.Offsets);
        Assert.Equal([MathF.Sqrt(8f / 3), 10, 1], scaling.Scales);
        Assert.Equal([2], constant);
    }

    [Fact]
    public void Fit_MinMax_SpansZeroToOne()
    {
        RowScaling scaling = RowScaling.Fit(ScalingKind.MinMax, Rows, 3, out _);
        float[] row = new float[3];
        scaling.Scale(Rows[2], row);
        Assert.Equal([1, float.NaN, 0], row);
        scaling.Scale(Rows[0], row);
        Assert.Equal([0, 0, 0], row);
    }

    [Fact]
    public void Fit_SharedMinMax_HasOneRangeForAll()
    {
        RowScaling scaling = RowScaling.Fit(ScalingKind.SharedMinMax, Rows, 3, out _);
        Assert.Equal([1, 1, 1], scaling.Offsets);
        Assert.Equal([29, 29, 29], scaling.Scales);
    }

    [Fact]
    public void Unscale_OfScaled_IsTheRow()
    {
        foreach (ScalingKind kind in Enum.GetValues<ScalingKind>())
        {
            RowScaling scaling = RowScaling.Fit(kind, Rows, 3, out _);
            float[] row = new float[3], back = new float[3];
            scaling.Scale(Rows[1], row);
            scaling.Unscale(row, back);
            Assert.Equal(Rows[1], back, (a, b) => Math.Abs(a - b) < 1e-5f);
        }
    }

    [Fact]
    public void Fit_OfTinySpreadBesideALargeValue_IsConstant()
    {
        RowScaling scaling = RowScaling.Fit(ScalingKind.Standard, [[1e8f], [1.00000008e8f]], 1, out int[] constant);
        Assert.Equal([0], constant);
        Assert.Equal(1, scaling.Scales[0]);
    }
}
