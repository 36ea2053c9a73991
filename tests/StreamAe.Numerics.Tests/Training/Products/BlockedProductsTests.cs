using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>Layers wide enough to go in blocks, against the sums they stand for.</summary>
public sealed unsafe class BlockedProductsTests
{
    [Theory]
    [InlineData(3, 2047, 5)]
    [InlineData(5, 2048, 8)]
    [InlineData(5, 2049, 7)]
    [InlineData(2, 6145, 20)]
    [InlineData(7, 30, 5000)]
    [InlineData(4, 70, 2500)]
    [InlineData(1, 5, 13_200)]
    public void Products_OfAnyWidth_AreTheirSums(int rows, int inputs, int outputs)
    {
        // The layer in question is the decoder's, so that it also propagates back.
        var architecture = new Architecture(outputs, [inputs], 1);
        DenseLayer layer = architecture.Layers[^1];
        var products = new BlockedProducts(architecture, rows);
        var random = new PhiloxRandom(1);
        int inputStride = BlockedProducts.Pad(inputs);
        AlignedFloats x = Gaussians(rows, inputs, inputStride, ref random);
        AlignedFloats weights = Gaussians(inputs, outputs, layer.OutputStride, ref random);
        AlignedFloats bias = Gaussians(1, outputs, layer.OutputStride, ref random);
        AlignedFloats delta = Gaussians(rows, outputs, layer.OutputStride, ref random);
        var y = new AlignedFloats(rows * layer.OutputStride);
        var gradient = new AlignedFloats(weights.Count);
        var biasGradient = new AlignedFloats(layer.OutputStride);
        var inputDelta = new AlignedFloats(rows * inputStride);

        products.Forward(in layer, x.Pointer, inputStride, weights.Pointer, bias.Pointer, y.Pointer, rows, Activation.Tanh);
        products.AccumulateGradient(in layer, x.Pointer, inputStride, delta.Pointer, gradient.Pointer, biasGradient.Pointer, rows);
        products.BackPropagate(in layer, delta.Pointer, weights.Pointer, inputDelta.Pointer, rows, inputs);

        double W(int i, int o) => weights.Pointer[(i * layer.OutputStride) + o];
        double X(int r, int i) => x.Pointer[(r * inputStride) + i];
        double D(int r, int o) => delta.Pointer[(r * layer.OutputStride) + o];
        for (int o = 0; o < outputs; o += 1 + (outputs / 50))
        {
            for (int r = 0; r < rows; r++)
            {
                double sum = bias.Pointer[o] + Enumerable.Range(0, inputs).Sum(i => X(r, i) * W(i, o));
                Assert.Equal(Math.Tanh(sum), y.Pointer[(r * layer.OutputStride) + o], 1e-4);
            }

            Assert.Equal(Enumerable.Range(0, rows).Sum(r => D(r, o)), biasGradient.Pointer[o], 1e-5);
            for (int i = 0; i < inputs; i += 1 + (inputs / 50))
            {
                Assert.Equal(Enumerable.Range(0, rows).Sum(r => X(r, i) * D(r, o)), gradient.Pointer[(i * layer.OutputStride) + o], 1e-4);
            }
        }

        for (int i = 0; i < inputs; i += 1 + (inputs / 50))
        {
            for (int r = 0; r < rows; r++)
            {
                double sum = Enumerable.Range(0, outputs).Sum(o => D(r, o) * W(i, o));
                Assert.Equal(sum, inputDelta.Pointer[(r * inputStride) + i], 2e-4 * Math.Sqrt(outputs));
            }
        }
    }

    [Fact]
    public void Forward_BelowTheBlockSize_IsTheKernelsBits()
    {
        var architecture = new Architecture(40, [BlockedProducts.BlockInputs], 3);
        DenseLayer layer = architecture.Layers[^1];
        var random = new PhiloxRandom(2);
        AlignedFloats x = Gaussians(3, layer.Inputs, layer.Inputs, ref random);
        AlignedFloats weights = Gaussians(layer.Inputs, 40, 40, ref random);
        AlignedFloats bias = Gaussians(1, 40, 40, ref random);
        var blocked = new AlignedFloats(3 * 40);
        var plain = new AlignedFloats(3 * 40);

        new BlockedProducts(architecture, 3).Forward(in layer, x.Pointer, layer.Inputs, weights.Pointer, bias.Pointer, blocked.Pointer, 3, Activation.Elu);
        DenseKernel.Forward(x.Pointer, layer.Inputs, weights.Pointer, bias.Pointer, plain.Pointer, 40, 3, layer.Inputs, 40, Activation.Elu);

        Assert.Equal(plain.Span.ToArray(), blocked.Span.ToArray());
    }

    private static AlignedFloats Gaussians(int rows, int width, int stride, ref PhiloxRandom random)
    {
        var values = new AlignedFloats(rows * stride);
        for (int r = 0; r < rows; r++)
        {
            foreach (ref float value in values.Span.Slice(r * stride, width))
            {
                value = random.NextGaussian() / MathF.Sqrt(width);
            }
        }

        return values;
    }
}
