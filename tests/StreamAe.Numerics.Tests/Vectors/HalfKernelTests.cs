using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Tests.Vectors;

public sealed unsafe class HalfKernelTests
{
    [Fact]
    public void Widen_EveryNormalHalfAndZero_IsExact()
    {
        short[] halves = [.. Enumerable.Range(short.MinValue, 1 << 16).Select(b => (short)b).Where(b => IsWritten(BitConverter.Int16BitsToHalf(b)))];
        Assert.Equal(2 * 30 * 1024 + 2, halves.Length);
        float[] widened = Widen(halves, halves.Length);
        for (int i = 0; i < halves.Length; i++)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits((float)BitConverter.Int16BitsToHalf(halves[i])), BitConverter.SingleToInt32Bits(widened[i]));
        }
    }

    [Fact]
    public void Widen_AnyCount_WritesThatManyAndNoMore()
    {
        for (int count = 0; count <= 70; count++)
        {
            short[] halves = [.. Enumerable.Range(0, count).Select(i => BitConverter.HalfToInt16Bits((Half)(i - 35.5f)))];
            Assert.Equal([.. Enumerable.Range(0, count).Select(i => i - 35.5f), .. Enumerable.Repeat(float.NaN, 70 - count)], Widen(halves, 70));
        }
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 1f)]
    [InlineData(0.1f, 0.099975586f)]
    [InlineData(-0.1f, -0.099975586f)]
    [InlineData(1.00048828125f, 1f)]
    [InlineData(1.00146484375f, 1.001953125f)]
    [InlineData(65504f, 65504f)]
    [InlineData(6.1035156e-5f, 6.1035156e-5f)]
    [InlineData(6.1034e-5f, 6.1035156e-5f)]
    [InlineData(6.09e-5f, 0f)]
    [InlineData(1e-30f, 0f)]
    public void Narrow_ThenWiden_RoundsToTheNearestEvenHalfAndFlushesSubnormals(float given, float expected)
    {
        short[] half = new short[1];
        fixed (short* target = half)
        {
            HalfKernel.Narrow([given], target);
        }

        Assert.Equal(expected, Widen(half, 1)[0]);
    }

    private static bool IsWritten(Half half) => Half.IsNormal(half) || half == Half.Zero;

    private static float[] Widen(short[] halves, int room)
    {
        float[] widened = [.. Enumerable.Repeat(float.NaN, room + 1)];
        short[] source = [.. halves, 0];
        fixed (short* s = source)
        fixed (float* w = widened)
        {
            HalfKernel.Widen(s, w, halves.Length);
        }

        return widened[..^1];
    }
}
