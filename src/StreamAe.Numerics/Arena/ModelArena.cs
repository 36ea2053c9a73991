using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Arena;

/// <summary>
/// The parameters of all models of one architecture, a slot of a <see cref="SlotArena"/> each. A model that is replaced is written to a new
/// slot, which its user then switches to.
/// </summary>
public sealed unsafe class ModelArena
{
    private readonly SlotArena _slots;

    /// <param name="slotsPerBlock">See <see cref="SlotArena(int, int?)"/>.</param>
    public ModelArena(Architecture architecture, int? slotsPerBlock = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Architecture = architecture;
        _slots = new SlotArena(architecture.SlotFloats, slotsPerBlock);
    }

    public Architecture Architecture { get; }

    /// <summary>Slots in use.</summary>
    public int Used => _slots.Used;

    /// <summary>Slots that exist, used or not.</summary>
    public int Capacity => _slots.Capacity;

    public long Bytes => _slots.Bytes;

    /// <summary>A slot with every parameter 0 and every error weight 1.</summary>
    public int Allocate()
    {
        int slot = _slots.Allocate();
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

        int slot = _slots.Allocate();
        parameters.CopyTo(Parameters(slot));
        return slot;
    }

    /// <summary>Gives the slot back; nobody may score with it any more.</summary>
    public void Free(int slot) => _slots.Free(slot);

    /// <summary><see cref="Architecture.SlotFloats"/> floats, laid out as <see cref="Architecture"/> says.</summary>
    public Span<float> Parameters(int slot) => _slots[slot];

    /// <summary>Unchecked: for scorers that checked the slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* PointerTo(int slot) => _slots.PointerTo(slot);
}
