using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class WeightInitializationTests
{
    [Fact]
    public void Fill_EveryActivation_IsUniformWithinItsLimitAndZeroElsewhere()
    {
        foreach (Activation hidden in RandomModels.Activations)
        {
            var architecture = new Architecture(61, [97, 50], 21, LatentKind.Gaussian, hidden, outputActivation: Activation.Sigmoid);
            float[] parameters = new float[architecture.SlotFloats];
            Array.Fill(parameters, float.NaN);
            var random = new PhiloxRandom(1);

            WeightInitialization.Fill(architecture, parameters, ref random);

            foreach (DenseLayer layer in architecture.Layers)
            {
                bool rectified = layer.Activation is Activation.Relu or Activation.LeakyRelu or Activation.Elu;
                // Uniform in ±limit has variance limit²/3: 2/in for He, 2/(in + out) for Glorot.
                double limit = Math.Sqrt(6.0 / (layer.Inputs + (rectified ? 0 : layer.Outputs)));
                CheckWeights(layer, parameters, limit);
                Assert.False(parameters.AsSpan(layer.BiasOffset, layer.OutputStride).ContainsAnyExcept(0f));
            }

            ReadOnlySpan<float> rest = parameters.AsSpan(architecture.ErrorWeightOffset);
            Assert.False(rest[..architecture.Features].ContainsAnyExcept(1f));
            Assert.False(rest[architecture.Features..].ContainsAnyExcept(0f));
        }
    }

    private static void CheckWeights(DenseLayer layer, float[] parameters, double limit)
    {
        var weights = new List<double>();
        for (int i = 0; i < layer.Inputs; i++)
        {
            ReadOnlySpan<float> row = parameters.AsSpan(layer.WeightOffset + (i * layer.OutputStride), layer.OutputStride);
            Assert.False(row[layer.Outputs..].ContainsAnyExcept(0f));
            foreach (float weight in row[..layer.Outputs])
            {
                weights.Add(weight);
            }
        }

        double largest = weights.Max(Math.Abs);
        Assert.True(largest <= limit * 1.000001 && largest > 0.98 * limit, $"{layer}: largest {largest}, limit {limit}");
        // At least 1,050 weights: the standard error of the mean is below 0.018·limit, of the variance below 0.028·limit²/3.
        Assert.Equal(0, weights.Average(), 0.07 * limit);
        Assert.Equal(limit * limit / 3, weights.Average(w => w * w), 0.12 * limit * limit / 3);
    }
}
