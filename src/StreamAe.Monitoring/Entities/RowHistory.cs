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
    private readonly Page?[] _pages;

    /// <param name="capacity">Rows to keep; rounded up to whole pages, plus one page that is being filled.</param>
    public RowHistory(int features, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _features = features;
        _pages = new Page?[((capacity + PageRows - 1) / PageRows) + 1];
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
        int number = PageOf(End);
        Page page = _pages[number] ??= new Page(_features);
        int place = (int)(End % PageRows);
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

        Page page = _pages[PageOf(number)]!;
        page.Excluded |= (ushort)(1 << (int)(number % PageRows));
        Touch(page);
    }

    public bool IsExcluded(long number) => (_pages[PageOf(number)]!.Excluded & (1 << (int)(number % PageRows))) != 0;

    /// <summary>[F] encoded features of a held row.</summary>
    public ReadOnlySpan<float> Row(long number) =>
        _pages[PageOf(number)]!.Rows.AsSpan((int)(number % PageRows) * _features, _features);

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

        // A commit follows at most a few hundred appends, so the changed pages are the newest ones; excluded rows lie there too.
        int left = DirtyPages;
        for (int back = 0; back < _pages.Length && left > 0; back++)
        {
            int number = PageOf(Math.Max(0, End - 1)) - back;
            number = number < 0 ? number + _pages.Length : number;
            if (_pages[number] is { IsDirty: true } page)
            {
                write(ref state, number, page.Excluded, page.Rows.AsSpan(0, RowsOf(number) * _features));
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
        if ((uint)number >= (uint)_pages.Length || rows.Length > PageRows * _features || rows.Length % _features != 0)
        {
            throw new InvalidDataException(
                $"Stored history page {number} with {rows.Length} floats does not fit {_pages.Length} pages of {PageRows} rows of {_features}. "
                + "If training.historyRows was changed, put it back, or start with a new data folder.");
        }

        var page = new Page(_features) { Excluded = excluded };
        rows.CopyTo(page.Rows);
        _pages[number] = page;
    }

    public void RestoreEnd(long end)
    {
        long first = end - Math.Min(end, Capacity);
        for (long number = first - (first % PageRows); number < end; number += PageRows)
        {
            if (_pages[PageOf(number)] is null)
            {
                throw new InvalidDataException(
                    $"History page {PageOf(number)} of row {number} is missing from the store. "
                    + "If training.historyRows was changed, put it back, or start with a new data folder.");
            }
        }

        End = end;
    }

    /// <summary>Asks for the page the next row goes to.</summary>
    internal void PrefetchPage() => CachePrefetch.Object(_pages[PageOf(End)]);

    /// <summary>Asks for the row's place in that page.</summary>
    internal void PrefetchRow()
    {
        if (_pages[PageOf(End)] is Page page)
        {
            CachePrefetch.Line(in page.Rows[(int)(End % PageRows) * _features]);
        }
    }

    /// <summary>Rows a page holds: the one being filled is stored as far as it goes.</summary>
    private int RowsOf(int number)
    {
        int used = (int)(End % PageRows);
        return used > 0 && number == PageOf(End) ? used : PageRows;
    }

    private int PageOf(long number) => (int)(number / PageRows % _pages.Length);

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
