using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// The changed states of entities, one after the other in one growing buffer, so that capturing them allocates nothing. Each entry:
/// entity (int32), state bytes (int32), state, page count (int32), then per page number (int32), excluded bits (int32), floats (int32), that many
/// floats: a <see cref="HistoryPage"/>.
/// A later entry of the same entity replaces an earlier one's state.
/// </summary>
public sealed class StateBuffer
{
    private const int PagesBytes = sizeof(int);

    private byte[] _bytes = new byte[4096];
    private int _length;

    public bool IsEmpty => _length == 0;

    public int Length => _length;

    public void Clear() => _length = 0;

    /// <summary>Appends the entity's state and the pages that changed since the last call for it.</summary>
    public void Add(int entity, EntityMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        RowHistory history = monitor.History;
        int stateBytes = monitor.StateBytes;
        int pages = history.DirtyPages;

        // Room for whole pages: most hold fewer rows, and then the rest is not used.
        Span<byte> target = Room(Unsafe.SizeOf<EntityHead>() + stateBytes + PagesBytes + (pages * (Unsafe.SizeOf<PageHead>() + ((HistoryPage.HeadFloats + history.PageFloats) * sizeof(float)))));
        int free = target.Length;
        Take(ref target, new EntityHead(entity, stateBytes));
        monitor.WriteState(target[..stateBytes]);
        target = target[stateBytes..];
        Take(ref target, pages);
        while (history.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            Take(ref target, new PageHead(number, excluded, HistoryPage.HeadFloats + rows.Length));
            HistoryPage.WriteHead(ref target, history.TimeOfPage(number), monitor.Plan.Identity);
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(rows);
            bytes.CopyTo(target);
            target = target[bytes.Length..];
            pages--;
        }

        Debug.Assert(pages == 0, "Every changed page is found.");
        _length += free - target.Length;
    }

    /// <summary>The entries.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Appends an entry that another buffer holds, whatever number the entity has there.</summary>
    internal void Add(int entity, ReadOnlySpan<byte> entry)
    {
        Span<byte> target = Room(entry.Length);
        entry.CopyTo(target);
        Take(ref target, entity);
        _length += entry.Length;
    }

    private readonly record struct EntityHead(int Entity, int StateBytes);

    private readonly record struct PageHead(int Number, int Excluded, int Floats);

    public Reader GetReader() => new(_bytes.AsMemory(0, _length));

    /// <summary>Writes a value as it lies in memory, as <see cref="EntityState"/> is, and moves behind it: one check of the length for all its numbers.</summary>
    private static void Take<T>(ref Span<byte> target, T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(target, in value);
        target = target[Unsafe.SizeOf<T>()..];
    }

    /// <summary>The free bytes behind the entries, at least so many.</summary>
    private Span<byte> Room(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }

        return _bytes.AsSpan(_length);
    }

    /// <summary>Walks the entries in order: <see cref="ReadEntity"/>, then <see cref="ReadPage"/> as often as there are pages.</summary>
    public struct Reader(ReadOnlyMemory<byte> bytes)
    {
        private ReadOnlyMemory<byte> _rest = bytes;

        /// <summary>The next entity with its state and its number of changed pages; false at the end.</summary>
        public bool ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages)
        {
            if (_rest.IsEmpty)
            {
                (entity, state, pages) = (0, default, 0);
                return false;
            }

            entity = ReadInt32();
            state = ReadBytes(ReadInt32());
            pages = ReadInt32();
            return true;
        }

        /// <summary>The next page of the entity: its number, excluded bits and a <see cref="HistoryPage"/>.</summary>
        public void ReadPage(out int number, out ushort excluded, out ReadOnlyMemory<byte> rows)
        {
            number = ReadInt32();
            excluded = (ushort)ReadInt32();
            rows = ReadBytes(ReadInt32() * sizeof(float));
        }

        private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)).Span);

        private ReadOnlyMemory<byte> ReadBytes(int count)
        {
            ReadOnlyMemory<byte> taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
