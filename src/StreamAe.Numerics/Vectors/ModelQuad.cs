namespace StreamAe.Numerics.Vectors;

/// <summary>The slots of four models.</summary>
internal readonly unsafe struct ModelQuad(float* first, float* second, float* third, float* fourth)
{
    public const int Count = 4;

    public readonly float* First = first;
    public readonly float* Second = second;
    public readonly float* Third = third;
    public readonly float* Fourth = fourth;
}
