using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Arena;

/// <summary>
/// The parameters of all models of one architecture, a slot of a <see cref="SlotArena"/> each. A model that is replaced is written to a new
/// slot, which its user then switches to. With <see cref="WeightStorage.Float16"/> a slot holds the weights and biases as halves, then the
/// error weights as floats.
/// </summary>
public sealed unsafe class ModelArena
{
    // From there on the processor has seen that a larger model is read in order.
    private const int MaxPrefetchedFloats = 512;

    private readonly SlotArena _slots;
    private readonly Lock _gate = new();
    private int[] _versions = [];

    /// <param name="slotsPerBlock">See <see cref="SlotArena(int, int?)"/>.</param>
    /// <param name="storage">Of weights and biases; half precision halves memory and costs accuracy, as <see cref="WeightStorage"/> says.</param>
    public ModelArena(Architecture architecture, int? slotsPerBlock = null, WeightStorage storage = WeightStorage.Float32)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Architecture = architecture;
        Storage = storage;
        // Trainable floats are a multiple of four: as halves they end on a whole float.
        StoredErrorWeightOffset = storage == WeightStorage.Float16 ? architecture.TrainableFloats / 2 : architecture.ErrorWeightOffset;
        _slots = new SlotArena(storage == WeightStorage.Float16 ? StoredErrorWeightOffset + architecture.RowStride : architecture.SlotFloats, slotsPerBlock);
    }

    public Architecture Architecture { get; }

    public WeightStorage Storage { get; }

    /// <summary>Slots in use.</summary>
    public int Used => _slots.Used;

    /// <summary>Slots that exist, used or not.</summary>
    public int Capacity => _slots.Capacity;

    public long Bytes => _slots.Bytes;

    /// <summary>Of one slot, as stored.</summary>
    public long SlotBytes => _slots.SlotBytes;

    /// <summary>Floats a scorer needs to widen a model into; 0 where models lie in the arena as kernels read them.</summary>
    internal int WidenedFloats => Storage == WeightStorage.Float16 ? Architecture.SlotFloats : 0;

    private int StoredErrorWeightOffset { get; }

    /// <summary>A slot with every parameter 0 and every error weight 1.</summary>
    public int Allocate()
    {
        int slot = _slots.Allocate();
        _slots[slot].Clear();
        EditErrorWeights(slot).Fill(1);
        return slot;
    }

    /// <summary>A slot holding a copy of <paramref name="parameters"/> (<see cref="Architecture.SlotFloats"/> floats), as exact as <see cref="Storage"/> is.</summary>
    /// <exception cref="ArgumentException">A wrong length, or a weight that half precision cannot hold.</exception>
    public int Allocate(ReadOnlySpan<float> parameters)
    {
        if (parameters.Length != Architecture.SlotFloats)
        {
            throw new ArgumentException(
                $"{parameters.Length} parameters given; a slot of {Architecture} has {Architecture.SlotFloats}.", nameof(parameters));
        }

        if (Storage == WeightStorage.Float32)
        {
            int whole = _slots.Allocate();
            parameters.CopyTo(_slots[whole]);
            MarkChanged(whole);
            return whole;
        }

        ReadOnlySpan<float> trainable = parameters[..Architecture.TrainableFloats];
        RequireHalves(trainable);
        int slot = _slots.Allocate();
        HalfKernel.Narrow(trainable, (short*)PointerTo(slot));
        parameters.Slice(Architecture.ErrorWeightOffset, Architecture.Features).CopyTo(EditErrorWeights(slot));
        return slot;
    }

    /// <summary>Gives the slot back; nobody may score with it any more.</summary>
    public void Free(int slot) => _slots.Free(slot);

    /// <summary><see cref="Architecture.SlotFloats"/> floats, laid out as <see cref="Architecture"/> says.</summary>
    /// <exception cref="InvalidOperationException">The arena holds halves.</exception>
    public ReadOnlySpan<float> Parameters(int slot) => Floats(slot);

    /// <summary>
    /// The same, to be written before the slot is scored again: a scorer may keep a copy of the model, which it renews where this was called
    /// since.
    /// </summary>
    /// <exception cref="InvalidOperationException">The arena holds halves.</exception>
    public Span<float> Edit(int slot)
    {
        Span<float> parameters = Floats(slot);
        MarkChanged(slot);
        return parameters;
    }

    /// <summary>Writes the slot's parameters to <paramref name="target"/> (<see cref="Architecture.SlotFloats"/> floats), widened where they are halves.</summary>
    public void CopyParameters(int slot, Span<float> target)
    {
        Span<float> stored = _slots[slot];
        if (Storage == WeightStorage.Float32)
        {
            stored.CopyTo(target);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, Architecture.SlotFloats);
        fixed (float* pointer = target)
        {
            Widen(slot, pointer);
        }

        target[(Architecture.ErrorWeightOffset + Architecture.RowStride)..Architecture.SlotFloats].Clear();
    }

    /// <summary>[Features] of a slot.</summary>
    public ReadOnlySpan<float> ErrorWeights(int slot) => _slots[slot].Slice(StoredErrorWeightOffset, Architecture.Features);

    /// <summary>The same, to be written before the slot is scored again; see <see cref="Edit"/>.</summary>
    public Span<float> EditErrorWeights(int slot)
    {
        Span<float> weights = _slots[slot].Slice(StoredErrorWeightOffset, Architecture.Features);
        MarkChanged(slot);
        return weights;
    }

    /// <summary>
    /// Asks for a model's parameters, or the first of them, a while before a scorer reads them. Brought near while rows are prepared, they
    /// need not come all at once when the rows are scored.
    /// </summary>
    public void Prefetch(int slot)
    {
        Span<float> parameters = _slots[slot];
        fixed (float* start = parameters)
        {
            CachePrefetch.Later(start, Math.Min(parameters.Length, MaxPrefetchedFloats));
        }
    }

    /// <summary>How often the slot was written, so that a copy of it elsewhere knows whether it still is one; 0 for a slot never used.</summary>
    internal int VersionOf(int slot)
    {
        int[] versions = Volatile.Read(ref _versions);
        return slot < versions.Length ? Volatile.Read(ref versions[slot]) : 0;
    }

    /// <summary>Unchecked: for scorers that checked the slot. What is there is as <see cref="Storage"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* PointerTo(int slot) => _slots.PointerTo(slot);

    /// <summary>The parameters as kernels read them: where they lie, or widened into <paramref name="buffer"/> of <see cref="WidenedFloats"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* Widened(int slot, float* buffer) => Storage == WeightStorage.Float32 ? PointerTo(slot) : Widen(slot, buffer);

    private float* Widen(int slot, float* buffer)
    {
        float* stored = PointerTo(slot);
        HalfKernel.Widen((short*)stored, buffer, Architecture.TrainableFloats);
        new ReadOnlySpan<float>(stored + StoredErrorWeightOffset, Architecture.RowStride)
            .CopyTo(new Span<float>(buffer + Architecture.ErrorWeightOffset, Architecture.RowStride));
        return buffer;
    }

    private Span<float> Floats(int slot) => Storage == WeightStorage.Float32
        ? _slots[slot]
        : throw new InvalidOperationException($"The arena of {Architecture} holds halves, which are no floats to point at. Use CopyParameters or ErrorWeights.");

    private void MarkChanged(int slot)
    {
        lock (_gate)
        {
            if (slot >= _versions.Length)
            {
                int[] versions = new int[_slots.Capacity];
                _versions.CopyTo(versions, 0);
                Volatile.Write(ref _versions, versions);
            }

            _versions[slot]++;
        }
    }

    private void RequireHalves(ReadOnlySpan<float> trainable)
    {
        foreach (float weight in trainable)
        {
            if (!(MathF.Abs(weight) <= HalfKernel.Max))
            {
                throw new ArgumentException(
                    $"A weight of {Architecture} is {weight}; half precision holds up to ±{HalfKernel.Max}. Store this model in single precision, or scale its rows.",
                    nameof(trainable));
            }
        }
    }
}
