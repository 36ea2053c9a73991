using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamAe.Numerics.Arena;

/// <summary>
/// Many equal slots of floats: 64-byte aligned, in pinned blocks that never move, so a slot's address holds until it is freed and the
/// collector has nothing to copy or to follow. Allocating and freeing are thread-safe; reading a slot while its owner writes it is the
/// caller's race to avoid. Invariant: <c>Used + free slots = slots ever handed out ≤ Capacity</c>.
/// </summary>
public sealed unsafe class SlotArena
{
    /// <summary>Slots start at multiples of this many floats: one cache line.</summary>
    public const int AlignmentFloats = 16;

    // Blocks of about this size: large enough for few blocks, small enough that a handful of slots costs little.
    private const long TargetBlockBytes = 1 << 20;

    private const int MaxSlotShift = 16;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private readonly HashSet<int> _freed = [];
    private readonly int _slotShift;
    private readonly int _slotMask;

    // Kept beside the addresses so that the collector, which never moves pinned arrays, does not free them either.
    private readonly List<float[]> _arrays = [];
    private volatile nint[] _blocks = [];
    private int _next;

    /// <param name="slotFloats">Floats a slot holds; rounded up to whole cache lines.</param>
    /// <param name="slotsPerBlock">Slots to add when full, a power of two; by default as many as fit a block of about 1 MiB.</param>
    public SlotArena(int slotFloats, int? slotsPerBlock = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slotFloats, 1);
        SlotFloats = checked(slotFloats + AlignmentFloats - 1) / AlignmentFloats * AlignmentFloats;
        if (slotsPerBlock is int wanted)
        {
            if (!BitOperations.IsPow2(wanted))
            {
                throw new ArgumentOutOfRangeException(nameof(slotsPerBlock), wanted, "Slots per block must be a power of two.");
            }

            _slotShift = BitOperations.Log2((uint)wanted);
        }
        else
        {
            while (_slotShift < MaxSlotShift && (SlotBytes << (_slotShift + 1)) <= TargetBlockBytes)
            {
                _slotShift++;
            }
        }

        _slotMask = (1 << _slotShift) - 1;
    }

    /// <summary>Floats of one slot, padding included.</summary>
    public int SlotFloats { get; }

    public long SlotBytes => (long)SlotFloats * sizeof(float);

    /// <summary>Slots in use.</summary>
    public int Used
    {
        get
        {
            lock (_gate)
            {
                return _next - _free.Count;
            }
        }
    }

    /// <summary>Slots that exist, used or not.</summary>
    public int Capacity => _blocks.Length << _slotShift;

    public long Bytes => Capacity * SlotBytes;

    /// <summary>A slot with whatever its last user left in it; zeros the first time.</summary>
    public int Allocate()
    {
        lock (_gate)
        {
            if (_free.TryPop(out int slot))
            {
                _freed.Remove(slot);
                return slot;
            }

            if (_next == Capacity)
            {
                AddBlock();
            }

            return _next++;
        }
    }

    /// <summary>Gives the slot back; nobody may use it any more.</summary>
    public void Free(int slot)
    {
        lock (_gate)
        {
            if ((uint)slot >= (uint)_next || !_freed.Add(slot))
            {
                throw new ArgumentOutOfRangeException(nameof(slot), slot, "The slot is not in use.");
            }

            _free.Push(slot);
        }
    }

    /// <summary>The <see cref="SlotFloats"/> floats of a slot.</summary>
    public Span<float> this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // Every block is whole: a slot exists where its block does, and a negative one lies in a block below all.
            nint[] blocks = _blocks;
            int block = slot >> _slotShift;
            if ((uint)block >= (uint)blocks.Length)
            {
                ThrowNoSuchSlot(slot);
            }

            return new Span<float>((float*)blocks[block] + ((nint)(slot & _slotMask) * SlotFloats), SlotFloats);
        }
    }

    /// <summary>Unchecked: for callers that checked the slot, or got it from <see cref="Allocate"/> themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* PointerTo(int slot) =>
        (float*)_blocks[slot >> _slotShift] + ((nint)(slot & _slotMask) * SlotFloats);

    // Apart, so that the accessor stays small enough to be compiled into its callers.
    [DoesNotReturn]
    private void ThrowNoSuchSlot(int slot) =>
        throw new ArgumentOutOfRangeException(nameof(slot), slot, $"The arena has slots 0 to {Capacity - 1}.");

    private void AddBlock()
    {
        int floats = checked(SlotFloats << _slotShift);
        float[] array = GC.AllocateArray<float>(checked(floats + AlignmentFloats), pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref array[0]);
        const nint Alignment = AlignmentFloats * sizeof(float);
        _arrays.Add(array);
        _blocks = [.. _blocks, (address + Alignment - 1) / Alignment * Alignment];
    }
}
