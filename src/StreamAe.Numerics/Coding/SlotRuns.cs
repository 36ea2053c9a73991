using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Coding;

/// <summary>Checks and walks that every batched pass over slots shares.</summary>
internal static class SlotRuns
{
    /// <summary>Rows from <paramref name="start"/> on that name the same slot, as many as go through the layers together.</summary>
    public static int Length(ReadOnlySpan<int> slots, int start)
    {
        int limit = Math.Min(slots.Length, start + LayerChain.BlockRows);
        int end = start + 1;
        while (end < limit && slots[end] == slots[start])
        {
            end++;
        }

        return end - start;
    }

    /// <summary>Throws where a slot does not exist: kernels use raw pointers after this.</summary>
    public static void RequireExisting(ModelArena arena, ReadOnlySpan<int> slots)
    {
        uint capacity = (uint)arena.Capacity;
        foreach (int slot in slots)
        {
            if ((uint)slot >= capacity)
            {
                throw new ArgumentException($"Slot {slot} does not exist; the arena has slots 0 to {(int)capacity - 1}.", nameof(slots));
            }
        }
    }

    /// <summary>Throws where a span holds fewer than <paramref name="rows"/> × <paramref name="width"/> items.</summary>
    public static void RequireLength(int length, int rows, int width, string name)
    {
        if (length < (long)rows * width)
        {
            throw new ArgumentException($"{rows} rows of {width} need {(long)rows * width} items; {name} has {length}.", name);
        }
    }
}
