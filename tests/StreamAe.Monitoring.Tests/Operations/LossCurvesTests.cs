using StreamAe.Monitoring.Operations;

namespace StreamAe.Monitoring.Tests.Operations;

public sealed class LossCurvesTests
{
    [Fact]
    public void Read_OfWhatWasWritten_IsTheSameToHalfPrecision()
    {
        var curves = new LossCurves([1.5f, 0.25f, 0.125f], [2, float.NaN, float.PositiveInfinity], 2);
        LossCurves read = LossCurves.Read(curves.Write());
        Assert.Equal(curves.Training, read.Training);
        Assert.Equal(curves.Validation, read.Validation);
        Assert.Equal((2, 1), (read.BestEpoch, read.FirstEpoch));
    }

    [Fact]
    public void Write_OfVeryManyEpochs_KeepsTheEnd()
    {
        float[] losses = [.. Enumerable.Range(1, 2000).Select(i => (float)i)];
        LossCurves read = LossCurves.Read(new LossCurves(losses, losses, 1999).Write());
        Assert.Equal(2000, read.Training[^1]);
        Assert.Equal((1999, 2000 - read.Training.Count + 1), (read.BestEpoch, read.FirstEpoch));
        Assert.True(read.Training.Count < 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(9)]
    public void Read_OfDamagedBytes_Refuses(int bytes)
    {
        byte[] written = new LossCurves([1], [1], 1).Write();
        Assert.Throws<InvalidDataException>(() => LossCurves.Read(written.AsSpan(0, bytes)));
    }
}
