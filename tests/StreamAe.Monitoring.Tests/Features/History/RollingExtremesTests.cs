using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Features.History;

namespace StreamAe.Monitoring.Tests.Features.History;

public sealed class RollingExtremesTests
{
    /// <summary>Against all values, each with its part: those of the newest part and the seven before count, in whatever order they came.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_AnyOrder_IsTheExtremeOfEightParts(bool isLargest) =>
        Prop.ForAll(
            Gen.Choose(-2, 11).Zip(Gen.Choose(-50, 50)).ListOf().ToArbitrary(),
            steps =>
            {
                var extremes = default(RollingExtremes);
                var seen = new List<(long Part, float Value)>();
                long part = 0;
                foreach ((int move, int value) in steps)
                {
                    part += move;
                    extremes.MoveTo(part);
                    long newest = seen.Select(s => s.Part).Append(part).Max();
                    float[] known = [.. seen.Where(s => s.Part > newest - RollingExtremes.Parts && !float.IsNaN(s.Value)).Select(s => s.Value)];
                    float expected = known.Length == 0 ? float.NaN : isLargest ? known.Max() : known.Min();
                    Assert.Equal(expected, extremes.Of(isLargest));
                    float added = value % 7 == 0 ? float.NaN : value;
                    extremes.Add(part, added, isLargest);
                    seen.Add((part, added));
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Add_MissingOrInfinite_SaysNothing()
    {
        var extremes = default(RollingExtremes);
        extremes.MoveTo(5);
        extremes.Add(5, float.NegativeInfinity, isLargest: false);
        extremes.Add(5, float.NaN, isLargest: false);
        Assert.True(float.IsNaN(extremes.Of(isLargest: false)));
    }
}
