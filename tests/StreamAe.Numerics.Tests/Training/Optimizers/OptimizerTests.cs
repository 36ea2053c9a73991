using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>SGD with momentum, RMSprop and clipping, in double beside the floats.</summary>
public sealed unsafe class OptimizerTests
{
    private const double LearningRate = 0.01;

    [Theory]
    [InlineData(1, 0.9)]
    [InlineData(4, 0.0)]
    [InlineData(7, 0.5)]
    [InlineData(16, 0.9)]
    [InlineData(61, 0.99)]
    public void MomentumStep_SeveralSteps_FollowsTheFormula(int count, double momentum)
    {
        double[] velocity = new double[count];
        Check(count, new MomentumOptimizer(count, momentum), 5e-5, (i, g, rate) =>
        {
            velocity[i] = (momentum * velocity[i]) + g;
            return rate * velocity[i];
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(61)]
    public void RmsPropStep_SeveralSteps_FollowsTheFormula(int count)
    {
        double[] squares = new double[count];
        Check(count, new RmsPropOptimizer(count), 5e-5, (i, g, rate) =>
        {
            squares[i] = (0.99 * squares[i]) + (0.01 * g * g);
            return rate * g / (Math.Sqrt(squares[i]) + 1e-8);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(5_000)]
    public void Clip_LongerThanTheLimit_IsScaledToIt(int count)
    {
        var random = new PhiloxRandom(3);
        float[] gradient = [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian() * 10)];
        float[] before = [.. gradient];
        double norm = Math.Sqrt(before.Sum(g => (double)g * g));

        GradientClipping.Apply(gradient, norm / 4);

        Assert.All(before.Zip(gradient), pair => Assert.Equal(pair.First / 4, pair.Second, Math.Abs(pair.First) * 1e-5f));
    }

    [Fact]
    public void Clip_WithinTheLimit_IsLeftExactly()
    {
        float[] gradient = [3, 4];

        GradientClipping.Apply(gradient, 5.001);

        Assert.Equal([3, 4], gradient);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void Clip_NormNotFinite_IsLeftForTheLossToShow(float bad)
    {
        float[] gradient = [1, bad];

        GradientClipping.Apply(gradient, 1);

        Assert.Equal([1, bad], gradient);
    }

    private static void Check(int count, IOptimizer optimizer, double tolerance, Func<int, double, double, double> step)
    {
        var random = new PhiloxRandom(11);
        float[] weights = new float[count + 1];
        float[] gradient = new float[count + 1];
        double[] expected = new double[count];
        for (int s = 1; s <= 20; s++)
        {
            double rate = LearningRate / s;
            for (int i = 0; i < count; i++)
            {
                gradient[i] = random.NextGaussian();
                expected[i] -= step(i, gradient[i], rate);
            }

            gradient[count] = 1;
            fixed (float* w = weights, g = gradient)
            {
                optimizer.Step(w, g, rate);
            }
        }

        for (int i = 0; i < count; i++)
        {
            Assert.Equal(expected[i], weights[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }

        Assert.Equal(0, weights[count]);
    }
}
