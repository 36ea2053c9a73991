using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Tests.Features;

public sealed class MissingValuesTests
{
    [Fact]
    public void FillForward_AnyRow_TakesEachGapFromTheRowBefore() => Prop.ForAll(
        Gen.Choose(-3, 3).Zip(Gen.Choose(-3, 3)).ListOf().ToArbitrary(),
        pairs =>
        {
            // −3 stands for a missing value: widths with and without a rest beyond whole vectors come up.
            float[] encoded = [.. pairs.Select(p => Value(p.Item1))];
            float[] last = [.. pairs.Select(p => Value(p.Item2))];
            float[] filled = new float[pairs.Count];
            int missing = MissingValues.FillForward(encoded, last, filled);
            Assert.Equal(encoded.Count(float.IsNaN), missing);
            Assert.Equal(encoded.Zip(last, (e, l) => float.IsNaN(e) ? l : e), filled);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void FillForward_FirstRow_KeepsItsGaps()
    {
        float[] filled = new float[5];
        Assert.Equal(2, MissingValues.FillForward([1, float.NaN, 3, 4, float.NaN], [], filled));
        Assert.Equal([1, float.NaN, 3, 4, float.NaN], filled);
    }

    private static float Value(int n) => n == -3 ? float.NaN : n;
}
