using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace StreamAe.Numerics.Vectors;

/// <summary>
/// Asks the processor to bring memory near that will be read a little later. A hint: it never faults, never blocks, and does nothing
/// where the processor has no such instruction. With tens of thousands of entities nearly every access is a miss, and a miss costs as
/// much as scoring a small row.
/// </summary>
public static unsafe class CachePrefetch
{
    private const int LineBytes = 64;

    /// <summary>The cache line of <paramref name="location"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line<T>(ref readonly T location)
    {
        if (Sse.IsSupported)
        {
            // The address may be stale by the time it is used, if the collector moves the object: then the wrong line comes, and nothing else.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in location)));
        }
    }

    /// <summary>The cache lines of <paramref name="count"/> floats from a line's start on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Range(float* start, int count)
    {
        if (Sse.IsSupported)
        {
            for (float* line = start; line < start + count; line += LineBytes / sizeof(float))
            {
                Sse.Prefetch0(line);
            }
        }
    }

    /// <summary>The cache lines of floats <paramref name="from"/> to <paramref name="to"/> (not included) of a slot, which begins a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Floats(ReadOnlySpan<float> slot, int from, int to)
    {
        fixed (float* start = slot)
        {
            Range(start + from, to - from);
        }
    }

    /// <summary>The same lines, no nearer than the second-level cache: for what is read so much later that the first would have lost it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Later(float* start, int count)
    {
        if (Sse.IsSupported)
        {
            for (float* line = start; line < start + count; line += LineBytes / sizeof(float))
            {
                Sse.Prefetch1(line);
            }
        }
    }

    /// <summary>The lines of the first bytes of an object, without reading it; null is harmless.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Object(object? target, int bytes)
    {
        if (Sse.IsSupported)
        {
            // Objects begin anywhere in a line: the last byte may lie one line further than their size tells.
            byte* address = (byte*)Unsafe.As<object?, nint>(ref target);
            for (int offset = 0; offset < bytes; offset += LineBytes)
            {
                Sse.Prefetch0(address + offset);
            }

            Sse.Prefetch0(address + bytes - 1);
        }
    }
}
