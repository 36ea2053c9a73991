using System.Numerics.Tensors;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>The caller's rows, checked; batches are gathered from them, so nothing copies them all.</summary>
internal readonly ref struct TrainingRows
{
    private readonly ReadOnlySpan<float> _rows;
    private readonly int _stride;

    private TrainingRows(ReadOnlySpan<float> rows, int stride, int count, bool hasMissing)
    {
        _rows = rows;
        _stride = stride;
        Count = count;
        HasMissing = hasMissing;
    }

    public int Count { get; }

    /// <summary>Whether an entry is NaN, for not observed.</summary>
    public bool HasMissing { get; }

    public ReadOnlySpan<float> this[int row] => _rows.Slice(row * _stride, _stride);

    /// <exception cref="ArgumentException">No rows, a wrong length, or a value that the options do not allow.</exception>
    public static TrainingRows Check(Architecture architecture, ReadOnlySpan<float> rows, int rowCount, TrainingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        int stride = architecture.RowStride;
        if (rows.Length != (long)rowCount * stride)
        {
            throw new ArgumentException($"{rowCount} rows of stride {stride} are {(long)rowCount * stride} floats; {rows.Length} given.", nameof(rows));
        }

        bool isShare = options.Loss == ReconstructionLoss.BinaryCrossEntropy;
        bool hasMissing = false;
        for (int r = 0; r < rowCount; r++)
        {
            ReadOnlySpan<float> row = rows.Slice(r * stride, stride);
            if (isShare || !TensorPrimitives.IsFiniteAll(row))
            {
                hasMissing |= CheckRow(row, r, architecture.Features, isShare, options.MaskMissing);
            }
        }

        return new TrainingRows(rows, stride, rowCount, hasMissing);
    }

    /// <summary>Rows of our own making: all there, finite or not.</summary>
    public static TrainingRows Unchecked(ReadOnlySpan<float> rows, int stride, int count) => new(rows, stride, count, hasMissing: false);

    public void Gather(ReadOnlySpan<int> indices, Span<float> batch)
    {
        for (int r = 0; r < indices.Length; r++)
        {
            this[indices[r]].CopyTo(batch[(r * _stride)..]);
        }
    }

    /// <summary>Whether an entry is missing.</summary>
    private static bool CheckRow(ReadOnlySpan<float> row, int index, int features, bool isShare, bool mayMiss)
    {
        bool hasMissing = false;
        for (int d = 0; d < row.Length; d++)
        {
            bool isFeature = d < features;
            if (isFeature && mayMiss && float.IsNaN(row[d]))
            {
                hasMissing = true;
            }
            else if (!float.IsFinite(row[d]))
            {
                string remedy = isFeature && float.IsNaN(row[d])
                    ? "Impute or leave out such rows, or set MaskMissing."
                    : "Impute or leave out such rows.";
                throw new ArgumentException($"Row {index}, feature {d} is {row[d]}; training rows must be finite. {remedy}", nameof(row));
            }
            else if (isFeature && isShare && row[d] is < 0 or > 1)
            {
                throw new ArgumentException(
                    $"Row {index}, feature {d} is {row[d]}; binary cross-entropy needs values in [0, 1]. Scale the rows into it or take another loss.",
                    nameof(row));
            }
        }

        return hasMissing;
    }
}
