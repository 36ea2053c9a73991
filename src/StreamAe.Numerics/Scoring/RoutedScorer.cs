using System.Numerics;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// Scores rows that come in any order: sorts them by slot, so that a model's weights are read once, gathers them a few hundred at a time, so
/// that the gathered rows stay in cache, and brings the results back in the order asked. Holds buffers that grow to the largest batch: not for
/// concurrent use, and nothing is allocated once they have grown.
/// </summary>
public sealed class RoutedScorer(IScorer scorer)
{
    // 256 rows of 32 floats and their reconstructions are 64 KiB: within the second-level cache.
    private const int ChunkRows = 256;

    // Rows asked for ahead of the one being gathered: a few misses of main memory.
    private const int PrefetchedRows = 16;

    private const int MaxDigitBits = 12;

    private readonly int[] _counts = new int[1 << MaxDigitBits];
    private readonly int[] _chunkSlots = new int[ChunkRows];
    private readonly float[] _chunkErrors = new float[ChunkRows];
    private readonly float[] _chunkDivergences = new float[ChunkRows];
    private float[] _chunkRows = [];
    private float[] _chunkReconstructions = [];

    // [N] slot in the upper 32 bits, row in the lower.
    private ulong[] _keys = [];
    private ulong[] _sorted = [];

    /// <summary>Scores as <see cref="IScorer.Score"/> does, whatever the order of the slots; the bits are those of the scorer.</summary>
    /// <param name="batch">As for <see cref="IScorer.Score"/>; <see cref="ScoreBatch.Reconstructions"/> may be empty where nobody wants them.</param>
    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        ArgumentNullException.ThrowIfNull(arena);
        int n = batch.Slots.Length;
        int stride = arena.Architecture.RowStride;
        batch.Validate(arena, needsReconstructions: !batch.Reconstructions.IsEmpty);
        Grow(n, stride);
        SortBySlot(batch.Slots);
        for (int start = 0; start < n; start += ChunkRows)
        {
            int count = Math.Min(ChunkRows, n - start);
            Gather(batch.Rows, stride, start, count);
            scorer.Score(arena, new ScoreBatch(_chunkSlots.AsSpan(0, count), _chunkRows, _chunkReconstructions, _chunkErrors, _chunkDivergences));
            for (int i = 0; i < count; i++)
            {
                int row = (int)_keys[start + i];
                batch.ReconstructionErrors[row] = _chunkErrors[i];
                batch.KlDivergences[row] = _chunkDivergences[i];
                if (!batch.Reconstructions.IsEmpty)
                {
                    _chunkReconstructions.AsSpan(i * stride, stride).CopyTo(batch.Reconstructions[(row * stride)..]);
                }
            }
        }
    }

    private void Grow(int rows, int stride)
    {
        if (_keys.Length < rows)
        {
            _keys = new ulong[rows];
            _sorted = new ulong[rows];
        }

        if (_chunkRows.Length < ChunkRows * stride)
        {
            _chunkRows = new float[ChunkRows * stride];
            _chunkReconstructions = new float[ChunkRows * stride];
        }
    }

    private void Gather(ReadOnlySpan<float> rows, int stride, int start, int count)
    {
        ReadOnlySpan<ulong> keys = _keys.AsSpan(start, count);
        for (int i = 0; i < keys.Length; i++)
        {
            if (i + PrefetchedRows < keys.Length)
            {
                CachePrefetch.Line(in rows[(int)keys[i + PrefetchedRows] * stride]);
            }

            _chunkSlots[i] = (int)(keys[i] >> 32);
            rows.Slice((int)keys[i] * stride, stride).CopyTo(_chunkRows.AsSpan(i * stride));
        }
    }

    /// <summary>Radix sort from the lowest digit: linear, and rows of one slot keep their order.</summary>
    private void SortBySlot(ReadOnlySpan<int> slots)
    {
        int largest = 0;
        for (int r = 0; r < slots.Length; r++)
        {
            _keys[r] = ((ulong)slots[r] << 32) | (uint)r;
            largest = Math.Max(largest, slots[r]);
        }

        int bits = BitOperations.Log2((uint)largest | 1) + 1;
        int passes = (bits + MaxDigitBits - 1) / MaxDigitBits;
        int digitBits = (bits + passes - 1) / passes;
        for (int pass = 0; pass < passes; pass++)
        {
            SortByDigit(slots.Length, 32 + (pass * digitBits), digitBits);
            (_keys, _sorted) = (_sorted, _keys);
        }
    }

    private void SortByDigit(int rows, int shift, int digitBits)
    {
        Span<int> counts = _counts.AsSpan(0, 1 << digitBits);
        int mask = counts.Length - 1;
        counts.Clear();
        foreach (ulong key in _keys.AsSpan(0, rows))
        {
            counts[(int)(key >> shift) & mask]++;
        }

        int place = 0;
        foreach (ref int count in counts)
        {
            (count, place) = (place, place + count);
        }

        foreach (ulong key in _keys.AsSpan(0, rows))
        {
            _sorted[counts[(int)(key >> shift) & mask]++] = key;
        }
    }
}
