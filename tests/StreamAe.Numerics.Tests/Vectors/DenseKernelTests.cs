using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Vectors;

/// <summary>The tiles alone: every combination of row, column and input remainders, and that nothing outside is touched.</summary>
public sealed unsafe class DenseKernelTests
{
    private const float Untouched = -77.5f;

    // Padded widths: one, two and three 128-bit vectors past each wider tile.
    private static readonly int[] PaddedOutputs = [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 60, 64, 68, 76, 112];
    private static readonly int[] RowCounts = [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17];
    private static readonly int[] InputCounts = [1, 2, 7, 8, 9, 16, 17];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_AnySize_IsTheProductAndTouchesNothingElse(bool hasBias)
    {
        var random = new PhiloxRandom(21);
        foreach (int outputs in PaddedOutputs)
        {
            foreach (int rows in RowCounts)
            {
                foreach (int inputs in InputCounts)
                {
                    CheckForward(rows, inputs, outputs, hasBias, ref random);
                }
            }
        }
    }

    [Fact]
    public void AccumulateGradient_AnySize_AddsTheProductAndTouchesNothingElse()
    {
        var random = new PhiloxRandom(22);
        foreach (int outputs in PaddedOutputs)
        {
            foreach (int rows in RowCounts)
            {
                foreach (int inputs in InputCounts)
                {
                    CheckGradient(rows, inputs, outputs, ref random);
                }
            }
        }
    }

    private static void CheckForward(int rows, int inputs, int outputs, bool hasBias, ref PhiloxRandom random)
    {
        int inputStride = inputs + 3;
        int outputStride = outputs + 4;
        float[] input = Uniform(rows * inputStride, ref random);
        float[] weights = Uniform(inputs * outputs, ref random);
        float[] bias = Uniform(outputs, ref random);
        float[] output = new float[(rows * outputStride) + 16];
        Array.Fill(output, Untouched);
        fixed (float* x = input, w = weights, b = bias, y = output)
        {
            DenseKernel.Forward(x, inputStride, w, hasBias ? b : null, y, outputStride, rows, inputs, outputs, Activation.LeakyRelu);
        }

        for (int k = 0; k < output.Length; k++)
        {
            int r = k / outputStride;
            int o = k % outputStride;
            double expected = Untouched;
            if (r < rows && o < outputs)
            {
                double sum = hasBias ? bias[o] : 0;
                for (int i = 0; i < inputs; i++)
                {
                    sum += (double)input[(r * inputStride) + i] * weights[(i * outputs) + o];
                }

                expected = sum > 0 ? sum : 0.01 * sum;
            }

            // Up to 18 terms below 1 in float.
            if (!(Math.Abs(expected - output[k]) <= 2e-6))
            {
                Assert.Fail($"[{rows} × {inputs} × {outputs}] row {r}, output {o}: {output[k]}, expected {expected}");
            }
        }
    }

    private static void CheckGradient(int rows, int inputs, int outputs, ref PhiloxRandom random)
    {
        int inputStride = inputs + 3;
        int deltaStride = outputs + 4;
        float[] input = Uniform(rows * inputStride, ref random);
        float[] delta = Uniform(rows * deltaStride, ref random);
        float[] before = Uniform((inputs * outputs) + 16, ref random);
        float[] biasBefore = Uniform(outputs + 16, ref random);
        float[] gradient = [.. before];
        float[] biasGradient = [.. biasBefore];
        fixed (float* x = input, d = delta, g = gradient, b = biasGradient)
        {
            DenseKernel.AccumulateGradient(x, inputStride, d, deltaStride, g, b, rows, inputs, outputs);
        }

        for (int k = 0; k < gradient.Length; k++)
        {
            double expected = before[k];
            for (int r = 0; k < inputs * outputs && r < rows; r++)
            {
                expected += (double)input[(r * inputStride) + (k / outputs)] * delta[(r * deltaStride) + (k % outputs)];
            }

            if (!(Math.Abs(expected - gradient[k]) <= 2e-6))
            {
                Assert.Fail($"[{rows} × {inputs} × {outputs}] weight {k}: {gradient[k]}, expected {expected}");
            }
        }

        for (int o = 0; o < biasGradient.Length; o++)
        {
            double expected = biasBefore[o];
            for (int r = 0; o < outputs && r < rows; r++)
            {
                expected += delta[(r * deltaStride) + o];
            }

            if (!(Math.Abs(expected - biasGradient[o]) <= 2e-6))
            {
                Assert.Fail($"[{rows} × {inputs} × {outputs}] bias {o}: {biasGradient[o]}, expected {expected}");
            }
        }
    }

    private static float[] Uniform(int count, ref PhiloxRandom random)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = (2 * random.NextSingle()) - 1;
        }

        return values;
    }
}
