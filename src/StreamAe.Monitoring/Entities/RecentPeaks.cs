using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Whether a score is the highest of an entity for a while. Kept are the scores that no later one reached, so that they fall from the
/// oldest, which is the highest of all, to the newest. Where more than <see cref="Capacity"/> fall so, the lowest takes the place in time of the one
/// that comes. All zeros is the state of nothing seen.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecentPeaks
{
    /// <summary>Rows that are looked back at, however long ago the first of them was.</summary>
    public const int FewestRows = 30;

    /// <summary>Rows that are looked back at, however short ago the first of them was.</summary>
    public const int MostRows = 400;

    /// <summary>Of n scores without order about ln n fall so: six of 400.</summary>
    public const int Capacity = 32;

    private Entries _entries;
    private int _count;

    public static int Floats => Unsafe.SizeOf<RecentPeaks>() / sizeof(float);

    /// <summary>Takes a score in; true where it exceeds every score of the time before.</summary>
    /// <param name="sequence">The observation's number.</param>
    /// <param name="eventTime">Ticks.</param>
    /// <param name="reach">Ticks looked back.</param>
    public bool Take(long sequence, long eventTime, float score, long reach)
    {
        Span<Entry> entries = _entries;
        int old = 0;
        while (old < _count && IsOver(entries[old], sequence, eventTime, reach))
        {
            old++;
        }

        entries[old.._count].CopyTo(entries);
        _count -= old;
        bool isPeak = _count == 0 || score > entries[0].Score;
        while (_count > 0 && entries[_count - 1].Score <= score)
        {
            _count--;
        }

        if (_count == Capacity)
        {
            score = entries[--_count].Score;
        }

        entries[_count++] = new Entry(sequence, eventTime, score);
        return isPeak;
    }

    private static bool IsOver(in Entry entry, long sequence, long eventTime, long reach) =>
        sequence - entry.Sequence > MostRows || (sequence - entry.Sequence > FewestRows && eventTime - entry.EventTime > reach);

    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private readonly record struct Entry(long Sequence, long EventTime, float Score);

    [InlineArray(Capacity)]
    private struct Entries
    {
        private Entry _first;
    }
}
