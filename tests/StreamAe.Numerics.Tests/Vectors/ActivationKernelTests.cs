using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Vectors;

/// <summary>Whole blocks against the single values of <see cref="Functions"/>, which <see cref="FunctionsTests"/> holds against double.</summary>
public sealed unsafe class ActivationKernelTests
{
    private const float Untouched = -77.5f;

    public static TheoryData<Activation> Activations() => [.. RandomModels.Activations];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Apply_AnyBlock_IsTheFunctionOfEveryValueAndLeavesTheRest(Activation activation)
    {
        foreach ((int rows, int width, int gap) in (ReadOnlySpan<(int, int, int)>)[(0, 4, 0), (1, 4, 0), (3, 20, 0), (3, 20, 4), (5, 28, 8), (2, 48, 0)])
        {
            int stride = width + gap;
            float[] values = Values((rows * stride) + 16);
            float[] given = [.. values];
            fixed (float* v = values)
            {
                ActivationKernel.Apply(activation, v, stride, rows, width);
            }

            for (int k = 0; k < values.Length; k++)
            {
                bool isInside = k < rows * stride && k % stride < width;
                Assert.Equal(isInside ? Functions.Activate<LanesScalar, float>(given[k], activation) : given[k], values[k]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void MultiplyByDerivative_AnyCount_IsTheProductAndLeavesTheRest(Activation activation)
    {
        foreach (int count in (int[])[0, 4, 8, 12, 16, 28, 60])
        {
            float[] output = [.. Values(count + 16).Select(v => Functions.Activate<LanesScalar, float>(v, activation))];
            float[] delta = [.. Values(count).Select(v => 1 - v), .. Enumerable.Repeat(Untouched, 16)];
            float[] given = [.. delta];
            fixed (float* d = delta, y = output)
            {
                ActivationKernel.MultiplyByDerivative(activation, d, y, count);
            }

            for (int k = 0; k < delta.Length; k++)
            {
                float slope = Functions.Derivative<LanesScalar, float>(output[k], activation);
                Assert.Equal(k < count ? given[k] * slope : Untouched, delta[k]);
            }
        }
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (0.37f * (i % 23)) - 4)];
}
