using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed unsafe class DropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Apply_ManyUnits_DropsTheShareAndKeepsTheMean(double rate)
    {
        const int Rows = 400;
        var architecture = new Architecture(3, [100], 2);
        var dropout = new Dropout(architecture, Rows, rate);
        var output = new AlignedFloats(Rows * 100);
        output.Span.Fill(2);
        var random = new PhiloxRandom(1);

        float* dropped = dropout.Apply(0, output.Pointer, Rows, ref random);

        float[] values = new ReadOnlySpan<float>(dropped, Rows * 100).ToArray();
        // 40,000 draws: the standard error of the share is at most 0.0025, of the mean at most 2·√(rate/(1 − rate))/200.
        Assert.Equal(rate, values.Count(v => v == 0) / (double)values.Length, 0.01);
        Assert.Equal(2, values.Average(), 4 * 2 * Math.Sqrt(rate / (1 - rate)) / 200);
        Assert.All(values, v => Assert.True(v == 0 || Math.Abs(v - (2 / (1 - rate))) < 1e-4));
        Assert.False(output.Span.ContainsAnyExcept(2f));
    }

    [Fact]
    public void Measure_WithDropout_DropsNothing()
    {
        var architecture = new Architecture(5, [20], 2);
        var plain = new StepFixture(architecture, new TrainingOptions(), 6, seed: 3);
        var dropping = new StepFixture(architecture, new TrainingOptions { Regularization = new() { Dropout = 0.5 } }, 6, seed: 3);

        Assert.Equal(plain.Measure(plain.Parameters).Loss, dropping.Measure(dropping.Parameters).Loss);
    }
}
