using System.Runtime.InteropServices;

namespace StreamAe.Storage.Sqlite;

/// <summary>
/// The newest states and pages of some entities: blocks of bytes, each a row of the change log as it is, and where in them the newest of
/// each lies. A block is entries one after the other: a <see cref="Head"/>, then so many bytes. Blocks are kept and filled again, so that
/// nothing is allocated once there are enough. Not safe for concurrent use.
/// </summary>
internal sealed class EntityChanges
{
    private const int BlockBytes = 1 << 20;

    // In a head, in place of excluded bits: the bytes are an entity's state.
    private const int StateKind = -1;

    private readonly Dictionary<long, ReadOnlyMemory<byte>> _states = [];
    private readonly Dictionary<long, Page> _pages = [];
    private readonly List<Block> _blocks = [];

    // Of the blocks, the first so many hold entries.
    private int _filled;

    /// <summary>Entities of which the state is here.</summary>
    public int Entities => _states.Count;

    public long Bytes { get; private set; }

    /// <summary>In the order in which they were filled.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Blocks =>
        _blocks.Take(_filled).Select(block => (ReadOnlyMemory<byte>)block.Bytes.AsMemory(0, block.Length));

    public IReadOnlyDictionary<long, ReadOnlyMemory<byte>> States => _states;

    /// <summary>By place, see <see cref="Commits.ChangedStates.PlaceOf"/>.</summary>
    public IReadOnlyDictionary<long, Page> Pages => _pages;

    public void AddState(long entity, ReadOnlySpan<byte> state) => _states[entity] = Append(entity, StateKind, state);

    /// <param name="place">See <see cref="Commits.ChangedStates.PlaceOf"/>.</param>
    public void AddPage(long place, ushort excluded, ReadOnlySpan<byte> rows) => _pages[place] = new Page(excluded, Append(place, excluded, rows));

    /// <summary>Takes the entries of a block.</summary>
    /// <exception cref="InvalidDataException">It does not hold whole entries.</exception>
    public void AddBlock(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            if (!MemoryMarshal.TryRead(block, out Head head)
                || head.Bytes < 0
                || head.Bytes > block.Length - Head.Size
                || head.Kind is < StateKind or > ushort.MaxValue)
            {
                throw new InvalidDataException($"the log of changes has {block.Length} bytes that are no entry.");
            }

            ReadOnlySpan<byte> bytes = block.Slice(Head.Size, head.Bytes);
            if (head.Kind == StateKind)
            {
                AddState(head.Place, bytes);
            }
            else
            {
                AddPage(head.Place, (ushort)head.Kind, bytes);
            }

            block = block[(Head.Size + head.Bytes)..];
        }
    }

    /// <summary>Takes a copy of all of <paramref name="newer"/>.</summary>
    public void Add(EntityChanges newer)
    {
        foreach ((long entity, ReadOnlyMemory<byte> state) in newer._states)
        {
            AddState(entity, state.Span);
        }

        foreach ((long place, Page page) in newer._pages)
        {
            AddPage(place, page.Excluded, page.Rows.Span);
        }
    }

    public void Clear()
    {
        _states.Clear();
        _pages.Clear();

        // One that was made for an entry larger than a block is rare and not kept.
        _blocks.RemoveAll(block => block.Bytes.Length > BlockBytes);
        _filled = 0;
        Bytes = 0;
    }

    private ReadOnlyMemory<byte> Append(long place, int kind, ReadOnlySpan<byte> bytes)
    {
        int needed = Head.Size + bytes.Length;
        ref Block block = ref BlockFor(needed);
        MemoryMarshal.Write(block.Bytes.AsSpan(block.Length), new Head { Place = place, Kind = kind, Bytes = bytes.Length });
        Memory<byte> target = block.Bytes.AsMemory(block.Length + Head.Size, bytes.Length);
        bytes.CopyTo(target.Span);
        block.Length += needed;
        Bytes += needed;
        return target;
    }

    /// <summary>The block that is being filled, or the next where it has no room for so many bytes.</summary>
    private ref Block BlockFor(int needed)
    {
        if (_filled == 0 || _blocks[_filled - 1].Bytes.Length - _blocks[_filled - 1].Length < needed)
        {
            if (needed > BlockBytes || _filled == _blocks.Count)
            {
                _blocks.Insert(_filled, new Block(GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, needed)), 0));
            }

            _filled++;
            CollectionsMarshal.AsSpan(_blocks)[_filled - 1].Length = 0;
        }

        return ref CollectionsMarshal.AsSpan(_blocks)[_filled - 1];
    }

    /// <summary>A page of an entity's history.</summary>
    /// <param name="Excluded">Bit i: row i is kept out of training.</param>
    /// <param name="Rows">Little-endian floats.</param>
    public readonly record struct Page(ushort Excluded, ReadOnlyMemory<byte> Rows);

    private record struct Block(byte[] Bytes, int Length);

    [StructLayout(LayoutKind.Sequential)]
    private struct Head
    {
        public const int Size = sizeof(long) + (2 * sizeof(int));

        public long Place;

        /// <summary><see cref="StateKind"/>, or a page's excluded bits.</summary>
        public int Kind;

        public int Bytes;
    }
}
