using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed unsafe class InputNoiseTests
{
    private const int Rows = 2_000;

    // Features of different ranges, so that one feature's extremes are not another's; then the context.
    private static readonly Architecture Shape = new(6, [4], 2, condition: 2);

    [Fact]
    public void Spoil_Gaussian_AddsNoiseOfItsDeviation()
    {
        (float[] clean, float[] spoilt) = Spoil(new() { Kind = NoiseKind.Gaussian, Level = 0.3 });

        double[] noise = [.. Features(clean).Zip(Features(spoilt), (a, b) => (double)(b - a))];
        // 12,000 draws: the standard error of the mean is 0.003, of the deviation 0.002.
        Assert.Equal(0, noise.Average(), 0.012);
        Assert.Equal(0.3, Math.Sqrt(noise.Average(n => n * n)), 0.01);
    }

    [Fact]
    public void Spoil_Masking_SetsTheShareToZero()
    {
        (float[] clean, float[] spoilt) = Spoil(new() { Kind = NoiseKind.Masking, Level = 0.25 });

        Assert.Equal(0.25, Features(spoilt).Count(x => x == 0) / (6.0 * Rows), 0.02);
        Assert.All(Features(clean).Zip(Features(spoilt)), pair => Assert.True(pair.Second == 0 || pair.First == pair.Second));
    }

    [Fact]
    public void Spoil_SaltAndPepper_SetsTheShareToItsFeaturesExtremes()
    {
        (float[] clean, float[] spoilt) = Spoil(new() { Kind = NoiseKind.SaltAndPepper, Level = 0.4 });

        int changed = 0, salt = 0;
        for (int r = 0; r < Rows; r++)
        {
            for (int d = 0; d < 6; d++)
            {
                int at = (r * Shape.RowStride) + d;
                if (clean[at] != spoilt[at])
                {
                    changed++;
                    salt += spoilt[at] == d + 1 ? 1 : 0;
                    Assert.True(spoilt[at] == d + 1 || spoilt[at] == -d - 1, $"feature {d}: {spoilt[at]}");
                }
            }
        }

        Assert.Equal(0.4, changed / (6.0 * Rows), 0.02);
        Assert.Equal(0.5, salt / (double)changed, 0.04);
    }

    [Theory]
    [InlineData(NoiseKind.Gaussian)]
    [InlineData(NoiseKind.Masking)]
    [InlineData(NoiseKind.SaltAndPepper)]
    public void Spoil_ContextAndMissing_AreLeftAlone(NoiseKind kind)
    {
        (float[] clean, float[] spoilt) = Spoil(new() { Kind = kind, Level = 0.9 }, missing: 0.2);

        for (int i = 0; i < clean.Length; i++)
        {
            bool isFeature = i % Shape.RowStride < 6;
            Assert.Equal(float.IsNaN(clean[i]), float.IsNaN(spoilt[i]));
            Assert.True(isFeature || clean[i] == spoilt[i]);
        }

        Assert.Contains(float.NaN, clean);
    }

    /// <summary>Values of feature d lie within ±(d + 1), and both ends occur.</summary>
    private static (float[] Clean, float[] Spoilt) Spoil(NoiseOptions options, double missing = 0)
    {
        var random = new PhiloxRandom(5);
        float[] clean = new float[Rows * Shape.RowStride];
        for (int i = 0; i < clean.Length; i++)
        {
            int d = i % Shape.RowStride, r = i / Shape.RowStride;
            float value = r == 0 ? d + 1 : r == 1 ? -d - 1 : (((2 * random.NextSingle()) - 1) * (d + 1) * 0.999f) + 1e-6f;
            clean[i] = d < 6 && r > 1 && random.NextSingle() < missing ? float.NaN : d < 8 ? value : 0;
        }

        TrainingRows rows = TrainingRows.Check(Shape, clean, Rows, new TrainingOptions { MaskMissing = true });
        int[] fitting = [.. Enumerable.Range(0, Rows)];
        var noise = new InputNoise(Shape, options, in rows, fitting, new PhiloxRandom(9));
        float[] spoilt = [.. clean];
        fixed (float* x = spoilt)
        {
            noise.Spoil(x, Rows);
        }

        return (clean, spoilt);
    }

    private static float[] Features(float[] rows) => [.. rows.Where((_, i) => i % Shape.RowStride < 6)];
}
