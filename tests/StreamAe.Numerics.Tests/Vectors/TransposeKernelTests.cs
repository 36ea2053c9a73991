using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Vectors;

public sealed unsafe class TransposeKernelTests
{
    private const float Untouched = -77.5f;

    [Fact]
    public void Transpose_AnySize_TurnsPadsAndTouchesNothingElse()
    {
        var random = new PhiloxRandom(23);
        int[] sizes = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17];
        foreach ((int inputs, int outputs) in sizes.SelectMany(i => sizes.Select(o => (i, o))))
        {
            int weightStride = outputs + 3;
            int stride = (inputs + 3) / 4 * 4;
            float[] weights = new float[inputs * weightStride];
            foreach (ref float weight in weights.AsSpan())
            {
                weight = random.NextGaussian();
            }

            float[] transposed = new float[(outputs * stride) + 16];
            Array.Fill(transposed, Untouched);
            fixed (float* w = weights, t = transposed)
            {
                TransposeKernel.Transpose(w, weightStride, inputs, outputs, t, stride);
            }

            for (int k = 0; k < transposed.Length; k++)
            {
                int o = k / stride, i = k % stride;
                float expected = o >= outputs ? Untouched : i < inputs ? weights[(i * weightStride) + o] : 0;
                Assert.Equal(expected, transposed[k]);
            }
        }
    }
}
