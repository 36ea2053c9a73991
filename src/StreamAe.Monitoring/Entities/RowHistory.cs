using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// The last encoded rows of one entity, for lag windows and for training: a ring of pages, so that memory grows with what was seen and a
/// commit writes only the pages that changed. Rows are numbered by the entity's sequence; row n lies in page (n / 8) mod pages, counted from the
/// page of the first row. The pages
/// of all entities lie in one arena, where the collector neither follows nor copies them.
/// A row can be excluded from training after it was appended. Invariant: <c>Count ≤ Capacity</c>, rows <c>End − Count … End − 1</c> are held,
/// <c>Begin ≤ End</c>.
/// </summary>
public sealed class RowHistory
{
    /// <summary>Few enough that writing a changed page costs little beside its one new row.</summary>
    public const int PageRows = 8;

    /// <summary>What the object takes of memory from where a reference to it points.</summary>
    internal const int Bytes = 96;

    private const int NoSlot = -1;

    // The bits of a page's first row: kept out of training because it was anomalous, or for as long as it is held.
    private const int Either = 1 | (1 << PageRows);

    private readonly SlotArena _arena;
    private readonly int _features;

    private long _firstPage;

    // Pages of the full ring; the array grows towards it as pages come, so that a young entity is small.
    private readonly int _ringPages;
    private Page[] _pages = [];

    // The page the newest row lies in, its number, and the number of its first row: nearly every access is to it, so it is kept here and
    // its place in the array is stale meanwhile.
    private Page _tail;
    private int _tailNumber = -1;
    private long _tailStart = -PageRows;

    /// <summary>Of a page of which it is not known when its first row was.</summary>
    public const long NoTime = long.MinValue;

    // Where the row after the tail's last will go, once the ring is full: known early, so that it can be asked for early.
    private int _nextSlot = NoSlot;

    /// <param name="pages">See <see cref="CreatePages"/>; shared by all entities with as many features.</param>
    /// <param name="capacity">Rows to keep; rounded up to whole pages, plus one page that is being filled.</param>
    public RowHistory(SlotArena pages, int features, int capacity)
    {
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pages.SlotFloats, PageRows * features);
        _arena = pages;
        _features = features;
        _ringPages = ((capacity + PageRows - 1) / PageRows) + 1;
        Capacity = capacity;
    }

    public int Capacity { get; }

    /// <summary>Rows appended so far: the number of the next row.</summary>
    public long End { get; private set; }

    /// <summary>The first row that was appended: 0, but for a replay, or an edited monitor, that begins within an entity's life.</summary>
    public long Begin
    {
        get;
        private set
        {
            field = value;
            _firstPage = value / PageRows;
        }
    }

    public int Count => (int)Math.Min(End - Begin, Capacity);

    /// <summary>Pages changed and not yet taken by <see cref="TakeDirty"/>.</summary>
    public int DirtyPages { get; private set; }

    /// <summary>Floats of a full page.</summary>
    public int PageFloats => PageRows * _features;

    /// <summary>Where the pages of entities with so many features lie.</summary>
    public static SlotArena CreatePages(int features) => new(PageRows * features);

    /// <summary>[F] the newest row; empty before the first.</summary>
    public ReadOnlySpan<float> Newest => End == Begin ? [] : Row(End - 1);

    /// <summary>Appends a row of which the time is not known.</summary>
    public Span<float> Append(out ReadOnlySpan<float> before) => Append(NoTime, out before);

    /// <summary>Appends a row: the caller fills all of what is returned, [F].</summary>
    /// <param name="time">Event time, ticks: kept of the first row of each page.</param>
    /// <param name="before">[F] the row before it; empty where it is the first.</param>
    public Span<float> Append(long time, out ReadOnlySpan<float> before)
    {
        int place = (int)(End - _tailStart);
        if (place >= PageRows)
        {
            return AppendPage(time, out before);
        }

        End++;
        Touch(ref _tail);
        Span<float> page = _arena[_tail.Slot];
        before = page.Slice((place - 1) * _features, _features);
        return page.Slice(place * _features, _features);
    }

    /// <summary>Keeps row <paramref name="number"/> out of training, until <see cref="Include"/> takes it back.</summary>
    public void Exclude(long number)
    {
        if (!Holds(number))
        {
            return;
        }

        ref Page page = ref PageWith(number);
        page.Excluded |= (ushort)(1 << (int)(number % PageRows));
        Touch(ref page);
    }

    /// <summary>Keeps row <paramref name="number"/> out of training for as long as it is held, or takes it back in whatever kept it out.</summary>
    public void Mark(long number, bool exclude)
    {
        if (!Holds(number))
        {
            return;
        }

        ref Page page = ref PageWith(number);
        int place = (int)(number % PageRows);
        page.Excluded = exclude ? (ushort)(page.Excluded | (1 << (place + PageRows))) : (ushort)(page.Excluded & ~(Either << place));
        Touch(ref page);
    }

    /// <summary>Lets training use row <paramref name="number"/> after all, unless it was marked.</summary>
    public void Include(long number)
    {
        if (Holds(number) && (PageWith(number).Excluded & (1 << (int)(number % PageRows))) != 0)
        {
            ref Page page = ref PageWith(number);
            page.Excluded &= (ushort)~(1 << (int)(number % PageRows));
            Touch(ref page);
        }
    }

    public bool IsExcluded(long number) => (PageWith(number).Excluded & (Either << (int)(number % PageRows))) != 0;

    /// <summary>[F] encoded features of a held row.</summary>
    public ReadOnlySpan<float> Row(long number) =>
        _arena[PageWith(number).Slot].Slice((int)(number % PageRows) * _features, _features);

    /// <summary>Event time of the first row of the page that a held row lies in, ticks; <see cref="NoTime"/> where it is not known.</summary>
    public long PageTime(long number) => PageWith(number).Time;

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

    /// <summary>Takes a page that changed, newest first, and forgets that it did; false where there is none.</summary>
    /// <param name="excluded">Bit i: row i of the page is kept out of training; bit 8 + i: for as long as it is held.</param>
    /// <param name="rows">The page's rows so far; they stay where they are.</param>
    public bool TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows)
    {
        // Mostly the tail alone changed, and then the array of pages, a cache miss, is not touched.
        if (!_tail.IsDirty)
        {
            return TakeOlderDirty(out number, out excluded, out rows);
        }

        _tail.IsDirty = false;
        DirtyPages--;
        number = _tailNumber;
        excluded = _tail.Excluded;
        rows = _arena[_tail.Slot][..((int)(End - _tailStart) * _features)];
        return true;
    }

    /// <summary>The time of the first row of the page that <see cref="TakeDirty"/> gave.</summary>
    internal long TimeOfPage(int page) => page == _tailNumber ? _tail.Time : _pages[page].Time;

    /// <summary>Puts a stored page back; <see cref="RestoreEnd"/> follows.</summary>
    /// <param name="time">Of its first row.</param>
    public void RestorePage(int number, ushort excluded, ReadOnlySpan<float> rows, long time = NoTime)
    {
        if ((uint)number >= (uint)_ringPages || rows.Length > PageRows * _features || rows.Length % _features != 0)
        {
            throw new InvalidDataException(
                $"Stored history page {number} with {rows.Length} floats does not fit {_ringPages} pages of {PageRows} rows of {_features}. "
                + "If training.historyRows was changed, put it back, or start with a new data folder.");
        }

        Grow(number);
        ref Page page = ref _pages[number];
        Hold(ref page);
        page.Excluded = excluded;
        page.Time = time;
        rows.CopyTo(_arena[page.Slot]);
    }

    /// <summary>Numbers the rows from another number on. Before the first row.</summary>
    internal void BeginAt(long number)
    {
        Debug.Assert(End == 0, "Rows that are here have their numbers.");
        Begin = End = number;

        // The first row finds its page to begin.
        _tailStart = number - PageRows;
    }

    /// <param name="begin">See <see cref="Begin"/>.</param>
    public void RestoreEnd(long end, long begin = 0)
    {
        Begin = begin;
        long first = end - Math.Min(end - begin, Capacity);
        for (long number = first - (first % PageRows); number < end; number += PageRows)
        {
            int page = PageOf(number);
            if (page >= _pages.Length || !_pages[page].IsHeld)
            {
                throw new InvalidDataException(
                    $"History page {page} of row {number} is missing from the store. "
                    + "If training.historyRows was changed, put it back, or start with a new data folder.");
            }
        }

        End = end;
        if (end > begin)
        {
            MoveTail(end - 1);
        }
        else
        {
            _tailStart = end - PageRows;
        }
    }

    /// <summary>
    /// Asks for the page the next row goes to, up to that row: a commit writes that much of it. Where the next row begins a page, for the
    /// last row before it, which fills gaps, and for the page after.
    /// </summary>
    internal void Prefetch()
    {
        int place = (int)(End - _tailStart);
        if (place < PageRows)
        {
            CachePrefetch.Floats(_arena[_tail.Slot], 0, (place + 1) * _features);
        }
        else if (_tailNumber >= 0)
        {
            CachePrefetch.Floats(_arena[_tail.Slot], 0, PageRows * _features);

            // Its length, then the tail's place in it and the next: without asking it for its length, which would wait.
            CachePrefetch.Object(_pages, 1);
            CachePrefetch.Line(in Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pages), _tailNumber));
            CachePrefetch.Line(in Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_pages), _tailNumber + 1));
            if (_nextSlot != NoSlot)
            {
                CachePrefetch.Floats(_arena[_nextSlot], 0, _features);
            }
        }
    }

    /// <summary>Gives every page back; the history is not used any more.</summary>
    internal void Release()
    {
        if (_tailNumber >= 0)
        {
            _pages[_tailNumber] = _tail;
        }

        foreach (ref Page page in _pages.AsSpan())
        {
            if (page.IsHeld)
            {
                _arena.Free(page.Slot);
                page.IsHeld = false;
            }
        }
    }

    private Span<float> AppendPage(long time, out ReadOnlySpan<float> before)
    {
        before = Newest;
        MoveTail(End);
        _tail.Excluded = 0;
        _tail.Time = time;
        End++;
        Touch(ref _tail);
        return _arena[_tail.Slot].Slice((int)(End - 1 - _tailStart) * _features, _features);
    }

    private bool TakeOlderDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows)
    {
        // A commit follows at most a few hundred appends, so the changed pages are the newest ones; excluded rows lie there too.
        for (int back = 1; back < _ringPages && DirtyPages > 0; back++)
        {
            number = _tailNumber - back;
            number = number < 0 ? number + _ringPages : number;
            if (number < _pages.Length && _pages[number].IsDirty)
            {
                ref Page page = ref _pages[number];
                page.IsDirty = false;
                DirtyPages--;
                excluded = page.Excluded;
                rows = _arena[page.Slot][..PageFloats];
                return true;
            }
        }

        (number, excluded) = (0, 0);
        rows = [];
        return false;
    }

    private ref Page PageWith(long number) => ref number >= _tailStart ? ref _tail : ref _pages[PageOf(number)];

    private int PageOf(long number) => (int)(((number / PageRows) - _firstPage) % _ringPages);

    private void MoveTail(long row)
    {
        if (_tailNumber >= 0)
        {
            _pages[_tailNumber] = _tail;
        }

        _tailStart = row - (row % PageRows);
        _tailNumber = PageOf(row);
        Grow(_tailNumber);
        Hold(ref _pages[_tailNumber]);
        _tail = _pages[_tailNumber];
        int next = _tailNumber + 1 == _ringPages ? 0 : _tailNumber + 1;
        _nextSlot = next < _pages.Length && _pages[next].IsHeld ? _pages[next].Slot : NoSlot;
    }

    private void Hold(ref Page page)
    {
        if (!page.IsHeld)
        {
            page.Slot = _arena.Allocate();
            page.IsHeld = true;
        }
    }

    private void Grow(int number)
    {
        if (number >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Min(_ringPages, Math.Max(number + 1, _pages.Length * 2)));
        }
    }

    private void Touch(ref Page page)
    {
        if (!page.IsDirty)
        {
            page.IsDirty = true;
            DirtyPages++;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Page
    {
        /// <summary>Of its first row.</summary>
        public long Time;

        public int Slot;

        /// <summary>Bit i: row i of the page is kept out of training; bit 8 + i: for as long as it is held.</summary>
        public ushort Excluded;

        public bool IsHeld;
        public bool IsDirty;
    }
}
