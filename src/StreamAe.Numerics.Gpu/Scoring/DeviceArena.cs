using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>
/// The models of an arena on a device, as many as fit: a model comes when a row needs it, comes again when it was written since, and gives way
/// to others where the device is full. Every method holds the device's gate.
/// </summary>
internal sealed unsafe class DeviceArena : IDisposable
{
    /// <summary>Where the device has no room for so many, it is full of other things.</summary>
    private const int FewestSlots = 256;

    private const int MaxStaged = 1024;
    private const int MaxStagedBytes = 8 << 20;

    private readonly GpuDevice _device;
    private readonly ModelArena _arena;
    private readonly int _floats;
    private long _mostSlots;
    private readonly int _mostStaged;
    private readonly DeviceBuffer<float> _staged;
    private readonly DeviceBuffer<int> _targets;
    private MemoryBuffer1D<float, Stride1D.Dense>? _models;
    private int _stagedSlots;
    private int _capacity;
    private int _taken;
    private int _hand;
    private int _count;

    // By slot of the arena: where the model lies on the device, −1 for nowhere, and which writing of it.
    private int[] _places = [];
    private int[] _versions = [];

    // By place on the device: whose model lies there, and the chunk that used it last.
    private int[] _owners = [];
    private long[] _used = [];
    private long _chunk;

    /// <param name="maxBytes">Of device memory for models.</param>
    public DeviceArena(GpuDevice device, ModelArena arena, long maxBytes)
    {
        _device = device;
        _arena = arena;
        _floats = (int)(arena.SlotBytes / sizeof(float));
        _mostSlots = Math.Clamp(maxBytes / arena.SlotBytes, 2, int.MaxValue / 2);
        _mostStaged = (int)Math.Clamp(MaxStagedBytes / arena.SlotBytes, 1, MaxStaged);
        _staged = new DeviceBuffer<float>(device.Accelerator);
        _targets = new DeviceBuffer<int>(device.Accelerator);
    }

    /// <summary>Models that were copied to the device so far.</summary>
    public long Copies { get; private set; }

    /// <summary>Of device memory, for the models and for those on their way.</summary>
    public long Bytes => (_models?.LengthInBytes ?? 0) + (_stagedSlots * _arena.SlotBytes);

    public ArrayView<float> Models => _models!.View.BaseView;

    /// <summary>
    /// A chunk of rows begins: the models that it and the chunk before it use stay in their places. Returns how many different ones it may use.
    /// </summary>
    /// <param name="idle">Waits until nothing works with the models any more.</param>
    public int BeginChunk(Action idle)
    {
        _chunk++;
        int slots = _arena.Capacity;
        int wanted = (int)Math.Min(_mostSlots, slots);
        if (wanted > _capacity)
        {
            idle();
            Allocate((int)Math.Min(_mostSlots, Math.Max(wanted, 2L * _capacity)));
        }

        if (_places.Length < slots)
        {
            int known = _places.Length;
            Array.Resize(ref _places, slots);
            Array.Resize(ref _versions, slots);
            _places.AsSpan(known).Fill(-1);
        }

        return _capacity >= slots ? int.MaxValue : _capacity / 2;
    }

    /// <summary>Where the slot's model lies on the device, or will once <see cref="Flush"/> was called.</summary>
    public int Place(int slot, AcceleratorStream stream)
    {
        int version = _arena.VersionOf(slot);
        int place = _places[slot];
        if (place >= 0 && _versions[slot] == version)
        {
            _used[place] = _chunk;
            return place;
        }

        if (place < 0)
        {
            place = Free();
            _places[slot] = place;
            _owners[place] = slot;
        }

        _used[place] = _chunk;
        _versions[slot] = version;
        Stage(slot, place, stream);
        return place;
    }

    /// <summary>Brings what was staged to its places; work that comes later on the stream finds it there.</summary>
    public void Flush(AcceleratorStream stream)
    {
        if (_count == 0)
        {
            return;
        }

        _staged.Send(stream, (long)_count * _floats);
        _targets.Send(stream, _count);
        _device.Scatter(stream, _staged.View((long)_count * _floats), _targets.View(_count), Models, _floats);

        // The next models are staged in the same memory.
        stream.Synchronize();
        Copies += _count;
        _count = 0;
    }

    public void Dispose()
    {
        _models?.Dispose();
        _staged.Dispose();
        _targets.Dispose();
    }

    private void Allocate(int slots)
    {
        Forget();
        _models?.Dispose();
        _models = null;
        _capacity = 0;
        while (true)
        {
            try
            {
                _models = _device.Accelerator.Allocate1D<float>((long)slots * _floats);
                break;
            }
            catch (Exception error) when (error is AcceleratorException or OutOfMemoryException && slots >= 2 * FewestSlots)
            {
                // Another arena, or another process, has the memory: fewer models at a time from now on.
                slots /= 2;
                _mostSlots = slots;
            }
        }

        _capacity = slots;
        _owners = new int[slots];
        _used = new long[slots];

        // An arena may be of one model that a training tries and drops.
        _stagedSlots = Math.Min(_mostStaged, slots);
        _staged.EnsureLength((long)_stagedSlots * _floats);
        _targets.EnsureLength(_stagedSlots);
    }

    private void Forget()
    {
        _places.AsSpan().Fill(-1);
        (_taken, _hand, _count) = (0, 0, 0);
    }

    private int Free()
    {
        if (_taken < _capacity)
        {
            return _taken++;
        }

        while (_used[_hand] >= _chunk - 1)
        {
            _hand = (_hand + 1) % _capacity;
        }

        int place = _hand;
        _hand = (_hand + 1) % _capacity;
        _places[_owners[place]] = -1;
        return place;
    }

    private void Stage(int slot, int place, AcceleratorStream stream)
    {
        if (_count == _stagedSlots)
        {
            Flush(stream);
        }

        new ReadOnlySpan<float>(_arena.PointerTo(slot), _floats).CopyTo(_staged.Host[(_count * _floats)..]);
        _targets.Host[_count++] = place;
    }
}
