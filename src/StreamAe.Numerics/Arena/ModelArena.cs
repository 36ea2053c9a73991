using System.Numerics;
using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Arena;

/// <summary>
/// The parameters of all models of one architecture: 64-byte aligned, pinned blocks of equal slots, a slot per model, a free list.
/// Blocks never move, so a slot's address holds until it is freed. Allocating and freeing are thread-safe; reading a slot while its
/// owner writes it is the caller's race to avoid (write a new slot, then switch to it).
/// Invariant: <c>Used + free slots = slots ever handed out ≤ Capacity</c>.
/// </summary>
public sealed unsafe class ModelArena
{
    // Blocks of about this size: large enough for few blocks, small enough that a handful of models costs little.
    private const long TargetBlockBytes = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private readonly HashSet<int> _freed = [];
    private readonly int _slotShift;
    private readonly int _slotMask;

    // Kept beside the addresses so that the collector, which never moves pinned arrays, does not free them either.
    private readonly List<float[]> _arrays = [];
    private volatile nint[] _blocks = [];
    private int _next;

    /// <param name="slotsPerBlock">Slots to add when full, a power of two; by default as many as fit a block of about 1 MiB.</param>
    public ModelArena(Architecture architecture, int? slotsPerBlock = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Architecture = architecture;
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
            while (_slotShift < 16 && (architecture.SlotBytes << (_slotShift + 1)) <= TargetBlockBytes)
            {
                _slotShift++;
            }
        }

        _slotMask = (1 << _slotShift) - 1;
    }

    public Architecture Architecture { get; }

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

    public long Bytes => Capacity * Architecture.SlotBytes;

    /// <summary>A slot with every parameter 0 and every error weight 1.</summary>
    public int Allocate()
    {
        int slot;
        lock (_gate)
        {
            if (_free.TryPop(out slot))
            {
                _freed.Remove(slot);
            }
            else
            {
                if (_next == Capacity)
                {
                    AddBlock();
                }

                slot = _next++;
            }
        }

        Span<float> parameters = Parameters(slot);
        parameters.Clear();
        parameters.Slice(Architecture.ErrorWeightOffset, Architecture.Features).Fill(1);
        return slot;
    }

    /// <summary>A slot holding a copy of <paramref name="parameters"/> (<see cref="Architecture.SlotFloats"/> floats).</summary>
    public int Allocate(ReadOnlySpan<float> parameters)
    {
        if (parameters.Length != Architecture.SlotFloats)
        {
            throw new ArgumentException(
                $"{parameters.Length} parameters given; a slot of {Architecture} has {Architecture.SlotFloats}.", nameof(parameters));
        }

        int slot = Allocate();
        parameters.CopyTo(Parameters(slot));
        return slot;
    }

    /// <summary>Gives the slot back; nobody may score with it any more.</summary>
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

    /// <summary><see cref="Architecture.SlotFloats"/> floats, laid out as <see cref="Architecture"/> says.</summary>
    public Span<float> Parameters(int slot)
    {
        if ((uint)slot >= (uint)Capacity)
        {
            throw new ArgumentOutOfRangeException(nameof(slot), slot, $"The arena has slots 0 to {Capacity - 1}.");
        }

        return new Span<float>(PointerTo(slot), Architecture.SlotFloats);
    }

    /// <summary>Unchecked: for scorers that checked the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* PointerTo(int slot) =>
        (float*)_blocks[slot >> _slotShift] + ((nint)(slot & _slotMask) * Architecture.SlotFloats);

    private void AddBlock()
    {
        int floats = checked(Architecture.SlotFloats << _slotShift);
        float[] array = GC.AllocateArray<float>(floats + Architecture.SlotAlignmentFloats, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref array[0]);
        nint alignment = Architecture.SlotAlignmentFloats * sizeof(float);
        _arrays.Add(array);
        _blocks = [.. _blocks, (address + alignment - 1) / alignment * alignment];
    }
}
