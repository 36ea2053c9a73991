using System.Buffers.Binary;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// The changed states of entities, one after the other in one growing buffer, so that capturing them allocates nothing. Each entry:
/// entity (int32), state bytes (int32), state, page count (int32), then per page number (int32), excluded bits (int32), floats (int32), rows.
/// A later entry of the same entity replaces an earlier one's state.
/// </summary>
public sealed class StateBuffer
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public bool IsEmpty => _length == 0;

    public int Length => _length;

    public void Clear() => _length = 0;

    /// <summary>Appends the entity's state and the pages that changed since the last call for it.</summary>
    public void Add(int entity, EntityMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        WriteInt32(entity);
        int stateBytes = EntityMonitor.StateBytes;
        WriteInt32(stateBytes);
        monitor.WriteState(Take(stateBytes));
        WriteInt32(monitor.History.DirtyPages);
        StateBuffer self = this;
        monitor.History.WriteDirty(ref self, static (ref StateBuffer buffer, int number, ushort excluded, ReadOnlySpan<float> rows) =>
        {
            buffer.WriteInt32(number);
            buffer.WriteInt32(excluded);
            buffer.WriteInt32(rows.Length);
            MemoryMarshal.AsBytes(rows).CopyTo(buffer.Take(rows.Length * sizeof(float)));
        });
    }

    public Reader GetReader() => new(_bytes.AsMemory(0, _length));

    private void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    private Span<byte> Take(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }

        Span<byte> taken = _bytes.AsSpan(_length, bytes);
        _length += bytes;
        return taken;
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

        /// <summary>The next page of the entity: its number, excluded bits and rows as little-endian floats.</summary>
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
