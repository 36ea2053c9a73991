using StreamAe.Numerics.Architectures;

namespace StreamAe.Host.Lab;

/// <summary>What a training will take, before it starts.</summary>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="ModelBytes">Weights, gradient, two moments of Adam, and the best weights so far: 5 × 4 B a parameter, padding included.</param>
/// <param name="RowBytes">The rows as read and as scaled.</param>
/// <param name="BatchBytes">Activations and their gradients of one batch.</param>
internal sealed record MemoryEstimate(long Parameters, long ModelBytes, long RowBytes, long BatchBytes)
{
    private const int CopiesOfParameters = 5;

    /// <summary>The share of what the machine has that is taken without asking.</summary>
    private const double DefaultShare = 0.8;

    public long TotalBytes => ModelBytes + RowBytes + BatchBytes;

    /// <summary>Of what this process may use, under a container's limit too.</summary>
    public static long DefaultLimit() => (long)(DefaultShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    public static MemoryEstimate Of(Architecture architecture, long rows, int batchSize)
    {
        long widths = architecture.RowStride;
        foreach (DenseLayer layer in architecture.Layers)
        {
            widths += 2L * layer.OutputStride;
        }

        return new MemoryEstimate(
            architecture.ParameterCount,
            CopiesOfParameters * architecture.SlotBytes,
            rows * (architecture.Features + architecture.RowStride) * sizeof(float),
            Math.Min(batchSize, Math.Max(1, rows)) * widths * sizeof(float));
    }

    public override string ToString() =>
        $"{Parameters:N0} parameters; {ByteText.Of(TotalBytes)} of memory to train (model {ByteText.Of(ModelBytes)}, rows {ByteText.Of(RowBytes)}, a batch {ByteText.Of(BatchBytes)})";
}
