namespace StreamAe.Numerics.Vectors;

/// <summary>One float: the reference, and the way single values go through the same formulas.</summary>
internal readonly unsafe struct LanesScalar : ILanes<float>
{
    public static int Count => 1;

    public static float Load(float* source) => *source;

    public static void Store(float value, float* destination) => *destination = value;

    public static float Broadcast(float value) => value;

    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    public static float Min(float a, float b) => MathF.Min(a, b);

    public static float Max(float a, float b) => MathF.Max(a, b);

    public static float Sqrt(float a) => MathF.Sqrt(a);

    public static float Round(float a) => MathF.Round(a, MidpointRounding.ToEven);

    public static float PowerOfTwo(float k) => BitConverter.Int32BitsToSingle(((int)k + 127) << 23);

    public static float IfPositive(float condition, float yes, float no) => condition > 0 ? yes : no;

    public static float Sum(float a) => a;
}
