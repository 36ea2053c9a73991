using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed unsafe class AdamOptimizerTests
{
    private const double LearningRate = 0.01;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(61)]
    public void Step_SeveralSteps_FollowsThePaperInDouble(int count)
    {
        var random = new PhiloxRandom(11);
        float[] weights = new float[count + 1];
        float[] gradient = new float[count + 1];
        double[] expected = new double[count];
        double[] first = new double[count];
        double[] second = new double[count];
        var adam = new AdamOptimizer(count);
        for (int step = 1; step <= 20; step++)
        {
            for (int i = 0; i < count; i++)
            {
                // Magnitudes from 1e-4 to 1e3: the step must not depend on them.
                gradient[i] = random.NextGaussian() * MathF.Pow(10, (i % 8) - 4);
                first[i] = (0.9 * first[i]) + (0.1 * gradient[i]);
                second[i] = (0.999 * second[i]) + (0.001 * gradient[i] * gradient[i]);
                double mean = first[i] / (1 - Math.Pow(0.9, step));
                double variance = second[i] / (1 - Math.Pow(0.999, step));
                expected[i] -= LearningRate * mean / (Math.Sqrt(variance) + 1e-8);
            }

            gradient[count] = 1;
            fixed (float* w = weights, g = gradient)
            {
                adam.Step(w, g, LearningRate);
            }
        }

        for (int i = 0; i < count; i++)
        {
            // 20 steps of at most 0.01 each, and β₂ = 0.999 rounded to float moves 1 − β₂ by 1.3e-5 relative.
            Assert.Equal(expected[i], weights[i], 2e-6);
        }

        Assert.Equal(0, weights[count]);
    }

    [Fact]
    public void Step_FirstStep_IsTheLearningRateAgainstTheGradient()
    {
        float[] weights = [1, 1, 1, 1, 1];
        float[] gradient = [5, -5, 1e-3f, -1e3f, 0];
        fixed (float* w = weights, g = gradient)
        {
            new AdamOptimizer(5).Step(w, g, LearningRate);
        }

        float[] expected = [0.99f, 1.01f, 0.99f, 1.01f, 1];
        Assert.All(weights.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        Assert.Equal([5, -5, 1e-3f, -1e3f, 0], gradient);
    }

    [Fact]
    public void Step_GradientAlwaysZero_LeavesTheWeightExactly()
    {
        float[] weights = [0.1f, 0, -3];
        float[] gradient = new float[3];
        var adam = new AdamOptimizer(3);
        fixed (float* w = weights, g = gradient)
        {
            for (int step = 0; step < 5; step++)
            {
                adam.Step(w, g, LearningRate);
            }
        }

        Assert.Equal([0.1f, 0, -3], weights);
    }
}
