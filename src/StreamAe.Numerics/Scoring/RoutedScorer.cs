using StreamAe.Numerics.Arena;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// Scores rows that come in any order: orders them by slot, so that a model's weights are read once, and brings the results back in the order
/// asked. Holds buffers that grow to the largest batch: not for concurrent use, and nothing is allocated once they have grown.
/// </summary>
public sealed class RoutedScorer(IScorer scorer)
{
    // Counting sort walks all slots of the arena: worth it up to this many slots a row, beyond that the rows alone are sorted.
    private const int SlotsPerRow = 16;

    private int[] _counts = [];
    private ulong[] _keys = [];

    // By place in the order of the slots: the row, its slot, its values and results.
    private int[] _order = [];
    private int[] _slots = [];
    private float[] _rows = [];
    private float[] _reconstructions = [];
    private float[] _errors = [];
    private float[] _divergences = [];

    /// <summary>Scores as <see cref="IScorer.Score"/> does, whatever the order of the slots; the bits are those of the scorer.</summary>
    /// <param name="batch">As for <see cref="IScorer.Score"/>; <see cref="ScoreBatch.Reconstructions"/> may be empty where nobody wants them.</param>
    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        ArgumentNullException.ThrowIfNull(arena);
        int n = batch.Slots.Length;
        int stride = arena.Architecture.RowStride;
        batch.Validate(arena, needsReconstructions: !batch.Reconstructions.IsEmpty);
        Grow(n, stride);
        if (arena.Capacity <= (long)SlotsPerRow * n)
        {
            OrderByCounting(batch, stride, arena.Capacity);
        }
        else
        {
            OrderBySorting(batch, stride);
        }

        scorer.Score(arena, new ScoreBatch(_slots.AsSpan(0, n), _rows, _reconstructions, _errors, _divergences));
        for (int place = 0; place < n; place++)
        {
            int row = _order[place];
            batch.ReconstructionErrors[row] = _errors[place];
            batch.KlDivergences[row] = _divergences[place];
            if (!batch.Reconstructions.IsEmpty)
            {
                _reconstructions.AsSpan(place * stride, stride).CopyTo(batch.Reconstructions[(row * stride)..]);
            }
        }
    }

    private void Grow(int rows, int stride)
    {
        if (_order.Length < rows)
        {
            _order = new int[rows];
            _slots = new int[rows];
            _errors = new float[rows];
            _divergences = new float[rows];
        }

        if (_rows.Length < rows * stride)
        {
            _rows = new float[rows * stride];
            _reconstructions = new float[rows * stride];
        }
    }

    /// <summary>Linear in rows and slots. Rows are read as they lie and written where they go: a processor waits for scattered reads, not for writes.</summary>
    private void OrderByCounting(in ScoreBatch batch, int stride, int capacity)
    {
        if (_counts.Length <= capacity)
        {
            _counts = new int[capacity + 1];
        }

        Span<int> counts = _counts.AsSpan(0, capacity + 1);
        counts.Clear();
        foreach (int slot in batch.Slots)
        {
            counts[slot + 1]++;
        }

        for (int s = 1; s < counts.Length; s++)
        {
            counts[s] += counts[s - 1];
        }

        for (int r = 0; r < batch.Slots.Length; r++)
        {
            Place(batch, stride, r, counts[batch.Slots[r]]++);
        }
    }

    private void OrderBySorting(in ScoreBatch batch, int stride)
    {
        int n = batch.Slots.Length;
        if (_keys.Length < n)
        {
            _keys = new ulong[n];
        }

        // Slot in the upper 32 bits, row in the lower: rows of one slot keep their order.
        Span<ulong> keys = _keys.AsSpan(0, n);
        for (int r = 0; r < n; r++)
        {
            keys[r] = ((ulong)batch.Slots[r] << 32) | (uint)r;
        }

        keys.Sort();
        for (int place = 0; place < n; place++)
        {
            Place(batch, stride, (int)keys[place], place);
        }
    }

    private void Place(in ScoreBatch batch, int stride, int row, int place)
    {
        _order[place] = row;
        _slots[place] = batch.Slots[row];
        batch.Rows.Slice(row * stride, stride).CopyTo(_rows.AsSpan(place * stride));
    }
}
