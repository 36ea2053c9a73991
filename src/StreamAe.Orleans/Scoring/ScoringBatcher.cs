using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Orleans.Scoring;

/// <summary>
/// Makes one scorer call of the rows of many entities of a silo. A call is made as soon as it is full, or once every grain that could run
/// had its turn: the work that closes a batch waits at the end of the pool's queue, behind the turns that may still add to it. So a silo with
/// much to do makes large calls, and one with a single row does not wait for others. First come, first served; what waits is bounded by the
/// polls under way. Thread-safe.
/// </summary>
/// <param name="capacity">Most rows in a call.</param>
internal sealed class ScoringBatcher(MonitorPlan plan, IScorer scorer, int capacity)
{
    private readonly Lock _gate = new();
    private readonly Stack<ScoringBatch> _free = new();
    private ScoringBatch? _open;
    private long _calls;
    private long _rows;

    /// <summary>Most rows that may be added at once.</summary>
    public int Capacity => capacity;

    /// <summary>Scorer calls so far.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Rows in them.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Adds rows; their scores are in the ticket's batch once its task has completed, until it is released.</summary>
    /// <param name="slots">[N] at least one, at most the capacity.</param>
    /// <param name="numbers">[N] what makes the noise of each row its own; empty where the monitor does not score by sampling.</param>
    /// <param name="scaled">[N × RowStride]</param>
    /// <param name="encoded">[N × F] where the monitor scores by sampling.</param>
    public ScoringTicket Add(ReadOnlySpan<int> slots, ReadOnlySpan<ulong> numbers, ReadOnlySpan<float> scaled, ReadOnlySpan<float> encoded)
    {
        ScoringBatch? full = null;
        ScoringBatch batch;
        int first;
        bool opened = false;
        lock (_gate)
        {
            if (_open is not null && _open.Count + slots.Length > capacity)
            {
                (full, _open) = (_open, null);
            }

            if (_open is null)
            {
                _open = _free.TryPop(out ScoringBatch? free) ? free : new ScoringBatch(plan, capacity);
                _open.Begin();
                opened = true;
            }

            batch = _open;
            first = batch.Add(slots, numbers, scaled, encoded);
        }

        if (opened)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Batcher.Close(work.Batch), (Batcher: this, Batch: batch), preferLocal: false);
        }

        if (full is not null)
        {
            Score(full);
        }

        return new ScoringTicket(this, batch, first);
    }

    internal void Return(ScoringBatch batch)
    {
        lock (_gate)
        {
            _free.Push(batch);
        }
    }

    private void Close(ScoringBatch batch)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(_open, batch))
            {
                return; // It was full before.
            }

            _open = null;
        }

        Score(batch);
    }

    private void Score(ScoringBatch batch)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _rows, batch.Count);
        batch.Score(scorer);
    }
}
