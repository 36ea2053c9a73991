using ILGPU;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// One float on a device, so that <see cref="Functions"/> are the same there: every multiply-add is fused. What is compiled for a device cannot
/// throw, as some of <see cref="MathF"/> can.
/// </summary>
internal readonly unsafe struct LanesGpu : ILanes<float>
{
    // 1.5·2²³: added to a number below 2²², it leaves no room for a fraction, and the sum is rounded to even.
    private const float IntegersOnly = 12_582_912f;

    public static int Count => 1;

    public static float Load(float* source) => *source;

    public static void Store(float value, float* destination) => *destination = value;

    public static float Broadcast(float value) => value;

    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    // A comparison with NaN is false: what comes out is b, as the interface asks.
    public static float Min(float a, float b) => a < b ? a : b;

    public static float Max(float a, float b) => a > b ? a : b;

    public static float Sqrt(float a) => MathF.Sqrt(a);

    public static float Round(float a) => a + IntegersOnly - IntegersOnly;

    public static float PowerOfTwo(float k) => Interop.IntAsFloat((uint)(((int)k + 127) << 23));

    public static float IfPositive(float condition, float yes, float no) => condition > 0 ? yes : no;

    public static float Sum(float a) => a;
}
