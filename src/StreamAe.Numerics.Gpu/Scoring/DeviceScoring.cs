using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>
/// Scoring on one device: a batch goes in chunks, which take turns on two lanes. One batch at a time; who comes meanwhile waits.
/// </summary>
internal sealed class DeviceScoring : IDisposable
{
    private readonly GpuDevice _device;
    private readonly ScoringLane[] _lanes;
    private readonly DeviceLimits _limits;
    private readonly long _modelBytes;
    private readonly ConditionalWeakTable<ModelArena, DeviceArena> _arenas = [];
    private readonly Dictionary<(Architecture Architecture, WeightStorage Storage), ScoringPlan> _plans = [];
    private bool _isBroken;

    /// <param name="device">Not disposed of with this.</param>
    public DeviceScoring(GpuDevice device, DeviceLimits limits)
    {
        _device = device;
        _limits = limits;
        _lanes = [new ScoringLane(device), new ScoringLane(device)];
        _modelBytes = limits.ModelBytes ?? (long)Math.Min(device.Accelerator.MemorySize * limits.ModelShare, long.MaxValue / 2);
    }

    public GpuDevice Device => _device;

    /// <summary>Since it was opened. Read from any thread: each number is right, and they may be of two calls.</summary>
    public DeviceCounts Counts { get; private set; }

    /// <summary>What earlier openings of the device did.</summary>
    public DeviceCounts Before { get; init; }

    /// <summary>Device memory for models. From any thread.</summary>
    public long ResidentBytes => _arenas.Sum(arena => arena.Value.Bytes);

    /// <summary>Models copied to the device since it was opened.</summary>
    public long ModelCopies => _arenas.Sum(a => a.Value.Copies);

    private long Launches => _lanes[0].Launches + _lanes[1].Launches;

    /// <exception cref="ObjectDisposedException">The device failed while another batch was scored, or was given up.</exception>
    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        long asked = TimeProvider.System.GetTimestamp();
        lock (_device.Gate)
        {
            // What failed left chunks half done behind it.
            ObjectDisposedException.ThrowIf(_isBroken, this);
            TimeSpan queued = TimeProvider.System.GetElapsedTime(asked);
            DeviceArena models = _arenas.GetValue(arena, a => new DeviceArena(_device, a, _modelBytes));
            (long copies, long launches) = (models.Copies, Launches);
            ScoreBound(models, arena, batch);
            Counts = Counts.Add(batch.Slots.Length, Launches - launches, queued, models.Copies - copies, arena.SlotBytes);
        }
    }

    /// <summary>Compiles what scoring such models takes, by scoring some of zeros: a row by itself and rows together, which go to kernels of their own. Not counted.</summary>
    /// <returns>Kernels that were compiled.</returns>
    /// <exception cref="ObjectDisposedException">As of <see cref="Score"/>.</exception>
    public int WarmUp(Architecture architecture, WeightStorage storage)
    {
        var arena = new ModelArena(architecture, slotsPerBlock: 1, storage);
        int[] slots = [arena.Allocate(), .. Enumerable.Repeat(arena.Allocate(), ScoringPlan.FewRows)];
        float[] rows = new float[slots.Length * architecture.RowStride];
        var batch = new ScoreBatch(slots, rows, new float[rows.Length], new float[slots.Length], new float[slots.Length]);
        lock (_device.Gate)
        {
            ObjectDisposedException.ThrowIf(_isBroken, this);
            int before = _device.Compilations;
            using var models = new DeviceArena(_device, arena, _modelBytes);
            ScoreBound(models, arena, batch);
            return _device.Compilations - before;
        }
    }

    private void ScoreBound(DeviceArena models, ModelArena arena, in ScoreBatch batch)
    {
        _isBroken = true;

        // Drivers know the device by the thread, and any thread may call.
        using (_device.Accelerator.BindScoped())
        {
            ScoreChunks(models, arena, batch);
        }

        _isBroken = false;
    }

    private void ScoreChunks(DeviceArena models, ModelArena arena, in ScoreBatch batch)
    {
        Architecture architecture = arena.Architecture;
        ScoringPlan plan = PlanOf(architecture, arena.Storage);
        int n = batch.Slots.Length;
        int most = Math.Max(1, Math.Min(_limits.ChunkRows, _limits.ChunkFloats / architecture.MaxStride));
        int lane = 0;
        for (int from = 0; from < n;)
        {
            _lanes[lane].End(architecture, batch);
            int count = Math.Min(Math.Min(most, n - from), models.BeginChunk(Idle));
            _lanes[lane].Begin(models, arena, plan, batch, from, count);
            lane = 1 - lane;
            from += count;
        }

        // The older of the two first.
        _lanes[lane].End(architecture, batch);
        _lanes[1 - lane].End(architecture, batch);
    }

    public void Dispose()
    {
        _isBroken = true;
        foreach (ScoringLane lane in _lanes)
        {
            lane.Dispose();
        }

        foreach (KeyValuePair<ModelArena, DeviceArena> arena in _arenas)
        {
            arena.Value.Dispose();
        }
    }

    private ScoringPlan PlanOf(Architecture architecture, WeightStorage storage)
    {
        if (!_plans.TryGetValue((architecture, storage), out ScoringPlan? plan))
        {
            _plans.Add((architecture, storage), plan = ScoringPlan.For(_device, architecture, storage));
        }

        return plan;
    }

    private void Idle()
    {
        foreach (ScoringLane lane in _lanes)
        {
            lane.Wait();
        }
    }
}
