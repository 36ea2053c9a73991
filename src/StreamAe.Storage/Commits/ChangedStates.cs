using System.Runtime.InteropServices;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Commits;

/// <summary>
/// The states and pages of all polls of a commit, each by its row: sorted, so that neighbours in the file are changed together, and only the
/// last of each, so that an entity seen in ten polls costs as much as in one. Reused.
/// </summary>
internal sealed class ChangedStates
{
    private readonly List<Blob> _states = [];
    private readonly List<Blob> _pages = [];

    /// <summary>Bits of a page's place that name its entity: 10¹² entities, and page numbers up to 2²³.</summary>
    public const int EntityBits = 40;

    public const long EntityMask = (1L << EntityBits) - 1;

    public static long PlaceOf(int page, long entity) => ((long)page << EntityBits) | entity;

    public void Clear()
    {
        _states.Clear();
        _pages.Clear();
    }

    public void AddState(long entity, ReadOnlyMemory<byte> state) => _states.Add(new Blob(entity, _states.Count, 0, state));

    /// <summary>Takes the pages of the entity that was read last.</summary>
    public void AddPages(long entity, ref StateBuffer.Reader reader, int pages)
    {
        for (int i = 0; i < pages; i++)
        {
            reader.ReadPage(out int number, out ushort excluded, out ReadOnlyMemory<byte> floats);
            _pages.Add(new Blob(PlaceOf(number, entity), _pages.Count, excluded, floats));
        }
    }

    /// <summary>Of each entity the last state, in order of entities.</summary>
    public ReadOnlySpan<Blob> States() => LastOfEach(_states);

    /// <summary>Of each page the last version, in order of their places.</summary>
    public ReadOnlySpan<Blob> Pages() => LastOfEach(_pages);

    private static ReadOnlySpan<Blob> LastOfEach(List<Blob> blobs)
    {
        blobs.Sort(Blob.ByPlace);
        Span<Blob> all = CollectionsMarshal.AsSpan(blobs);
        int kept = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (i + 1 == all.Length || all[i + 1].Place != all[i].Place)
            {
                all[kept++] = all[i];
            }
        }

        return all[..kept];
    }

    /// <param name="Place">Of its row.</param>
    /// <param name="Order">Among all of the commit.</param>
    /// <param name="Excluded">Of a page.</param>
    public readonly record struct Blob(long Place, int Order, ushort Excluded, ReadOnlyMemory<byte> Bytes)
    {
        public static readonly Comparison<Blob> ByPlace =
            static (a, b) => a.Place != b.Place ? a.Place.CompareTo(b.Place) : a.Order.CompareTo(b.Order);
    }
}
