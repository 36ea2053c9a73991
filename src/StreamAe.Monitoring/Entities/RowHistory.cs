using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// The last encoded rows of one entity, for lag windows and for training: a ring of pages, so that memory grows with what was seen and a
/// commit writes only the pages that changed. Rows are numbered by the entity's sequence; row n lies in page (n / 16) mod pages.
/// A row can be excluded from training after it was appended. Invariant: <c>Count ≤ Capacity</c>, rows <c>End − Count … End − 1</c> are held.
/// </summary>
public sealed class RowHistory
{
    public const int PageRows = 16;

    private readonly int _features;

    // Pages of the full ring; the array grows towards it as pages come, so that a young entity is small.
    private readonly int _ringPages;
    private Page?[] _pages = new Page?[2];

    // The page the newest row lies in, its number, and the number of its first row: nearly every access is to it.
    private Page? _tail;
    private int _tailNumber;
    private long _tailStart = -PageRows;

    /// <param name="capacity">Rows to keep; rounded up to whole pages, plus one page that is being filled.</param>
    public RowHistory(int features, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _features = features;
        _ringPages = ((capacity + PageRows - 1) / PageRows) + 1;
        Capacity = capacity;
    }

    public int Capacity { get; }

    /// <summary>Rows appended so far: the number of the next row.</summary>
    public long End { get; private set; }

    public int Count => (int)Math.Min(End, Capacity);

    /// <summary>Pages changed since the last <see cref="ClearDirty"/>.</summary>
    public int DirtyPages { get; private set; }

    public void Append(ReadOnlySpan<float> row)
    {
        int place = (int)(End - _tailStart);
        if (place >= PageRows)
        {
            place = 0;
            MoveTail(End);
        }

        Page page = _tail!;
        row.CopyTo(page.Rows.AsSpan(place * _features));
        page.Excluded = (ushort)(place == 0 ? 0 : page.Excluded & ~(1 << place));
        End++;
        Touch(page);
    }

    /// <summary>Keeps row <paramref name="number"/> out of training.</summary>
    public void Exclude(long number)
    {
        if (number < End - Count || number >= End)
        {
            return;
        }

        Page page = PageWith(number);
        page.Excluded |= (ushort)(1 << (int)(number % PageRows));
        Touch(page);
    }

    public bool IsExcluded(long number) => (PageWith(number).Excluded & (1 << (int)(number % PageRows))) != 0;

    /// <summary>[F] encoded features of a held row.</summary>
    public ReadOnlySpan<float> Row(long number) =>
        PageWith(number).Rows.AsSpan((int)(number % PageRows) * _features, _features);

    public bool Holds(long number) => number >= End - Count && number < End;

    /// <summary>The newest held rows, at most <paramref name="maxRows"/>, oldest first: [n × F], and which of them training must not use.</summary>
    public (float[] Rows, bool[] Excluded) Copy(int maxRows = int.MaxValue)
    {
        int count = Math.Min(Count, maxRows);
        float[] rows = new float[count * _features];
        bool[] excluded = new bool[count];
        long first = End - count;
        for (int i = 0; i < count; i++)
        {
            Row(first + i).CopyTo(rows.AsSpan(i * _features));
            excluded[i] = IsExcluded(first + i);
        }

        return (rows, excluded);
    }

    /// <summary>Calls <paramref name="write"/> with every page that changed, then forgets that they did.</summary>
    public void WriteDirty<TState>(ref TState state, WritePage<TState> write)
        where TState : allows ref struct
    {
        if (DirtyPages == 0)
        {
            return;
        }

        if (DirtyPages == 1 && _tail is { IsDirty: true } tail)
        {
            write(ref state, _tailNumber, tail.Excluded, tail.Rows.AsSpan(0, (int)(End - _tailStart) * _features));
            tail.IsDirty = false;
            DirtyPages = 0;
            return;
        }

        // A commit follows at most a few hundred appends, so the changed pages are the newest ones; excluded rows lie there too.
        int left = DirtyPages;
        for (int back = 0; back < _ringPages && left > 0; back++)
        {
            int number = _tailNumber - back;
            number = number < 0 ? number + _ringPages : number;
            if (number < _pages.Length && _pages[number] is { IsDirty: true } page)
            {
                int used = number == _tailNumber ? (int)(End - _tailStart) : PageRows;
                write(ref state, number, page.Excluded, page.Rows.AsSpan(0, used * _features));
                page.IsDirty = false;
                left--;
            }
        }

        DirtyPages = 0;
    }

    /// <summary>Marks everything as stored.</summary>
    public void ClearDirty()
    {
        foreach (Page? page in _pages)
        {
            if (page is not null)
            {
                page.IsDirty = false;
            }
        }

        DirtyPages = 0;
    }

    /// <summary>Puts a stored page back; <see cref="RestoreEnd"/> follows.</summary>
    public void RestorePage(int number, ushort excluded, ReadOnlySpan<float> rows)
    {
        if ((uint)number >= (uint)_ringPages || rows.Length > PageRows * _features || rows.Length % _features != 0)
        {
            throw new InvalidDataException(
                $"Stored history page {number} with {rows.Length} floats does not fit {_ringPages} pages of {PageRows} rows of {_features}. "
                + "If training.historyRows was changed, put it back, or start with a new data folder.");
        }

        var page = new Page(_features) { Excluded = excluded };
        rows.CopyTo(page.Rows);
        Grow(number);
        _pages[number] = page;
    }

    public void RestoreEnd(long end)
    {
        long first = end - Math.Min(end, Capacity);
        for (long number = first - (first % PageRows); number < end; number += PageRows)
        {
            int page = PageOf(number);
            if (page >= _pages.Length || _pages[page] is null)
            {
                throw new InvalidDataException(
                    $"History page {page} of row {number} is missing from the store. "
                    + "If training.historyRows was changed, put it back, or start with a new data folder.");
            }
        }

        End = end;
        if (end > 0)
        {
            MoveTail(end - 1);
        }
    }

    /// <summary>Asks for the page the next row goes to.</summary>
    internal void PrefetchPage() => CachePrefetch.Object(_tail);

    /// <summary>Asks for the row's place in that page.</summary>
    internal void PrefetchRow()
    {
        if (_tail is Page page)
        {
            CachePrefetch.Line(in page.Rows[(int)(End % PageRows) * _features]);
        }
    }

    private Page PageWith(long number) => number >= _tailStart ? _tail! : _pages[PageOf(number)]!;

    private int PageOf(long number) => (int)(number / PageRows % _ringPages);

    private void MoveTail(long row)
    {
        _tailStart = row - (row % PageRows);
        _tailNumber = PageOf(row);
        Grow(_tailNumber);
        _tail = _pages[_tailNumber] ??= new Page(_features);
    }

    private void Grow(int number)
    {
        if (number >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Min(_ringPages, Math.Max(number + 1, _pages.Length * 2)));
        }
    }

    private void Touch(Page page)
    {
        if (!page.IsDirty)
        {
            page.IsDirty = true;
            DirtyPages++;
        }
    }

    public delegate void WritePage<TState>(ref TState state, int number, ushort excluded, ReadOnlySpan<float> rows)
        where TState : allows ref struct;

    private sealed class Page(int features)
    {
        public readonly float[] Rows = new float[PageRows * features];

        /// <summary>Bit i: row i of the page is kept out of training.</summary>
        public ushort Excluded;

        public bool IsDirty;
    }
}
