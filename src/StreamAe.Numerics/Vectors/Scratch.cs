namespace StreamAe.Numerics.Vectors;

/// <summary>One growing buffer a thread for activations between layers: pinned, so kernels may keep raw pointers into it.</summary>
internal static class Scratch
{
    [ThreadStatic]
    private static float[]? _buffer;

    /// <summary>At least <paramref name="floats"/> floats of this thread's buffer; the content is undefined, the last call's span is dead.</summary>
    public static Span<float> Take(int floats)
    {
        float[]? buffer = _buffer;
        if (buffer is null || buffer.Length < floats)
        {
            _buffer = buffer = GC.AllocateUninitializedArray<float>(floats, pinned: true);
        }

        return buffer.AsSpan(0, floats);
    }
}
