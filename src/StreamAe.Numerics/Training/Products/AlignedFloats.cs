using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Zeroed floats at a fixed address on a cache line: kernels may hold the pointer, and vector loads of aligned widths never straddle two
/// lines. The pointer is good for as long as this object is reachable.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineBytes = 64;
    private const int SlackFloats = (LineBytes / sizeof(float)) - 1;

    // Holds the memory; it never moves.
    private readonly float[] _array;

    public AlignedFloats(long count)
    {
        if (count > Array.MaxLength - SlackFloats)
        {
            throw new ArgumentException(
                $"A buffer of {count} floats was asked for; {Array.MaxLength - SlackFloats} fit. Lower the batch size or the width of the layers.", nameof(count));
        }

        Count = (int)count;
        _array = count == 0 ? [] : GC.AllocateArray<float>(Count + SlackFloats, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
        Pointer = (float*)((address + LineBytes - 1) / LineBytes * LineBytes);
    }

    public int Count { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Count);
}
