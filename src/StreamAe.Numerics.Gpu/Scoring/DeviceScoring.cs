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
    // Small enough that a large batch is several chunks, whose copies and computations overlap.
    private const int MostChunkRows = 16384;
    private const int MostChunkFloats = 4 << 20;

    // Of a device's memory, for the models of all arenas together; the rest is for rows and for others.
    private const double ModelShare = 0.7;

    private readonly GpuDevice _device;
    private readonly ScoringLane[] _lanes;
    private readonly long _modelBytes;
    private readonly ConditionalWeakTable<ModelArena, DeviceArena> _arenas = [];
    private readonly Dictionary<(Architecture Architecture, WeightStorage Storage), ScoringPlan> _plans = [];

    /// <param name="device">Not disposed of with this.</param>
    /// <param name="modelBytes">Of device memory for the models of an arena; null for what the device has.</param>
    public DeviceScoring(GpuDevice device, long? modelBytes = null)
    {
        _device = device;
        _lanes = [new ScoringLane(device), new ScoringLane(device)];
        _modelBytes = modelBytes ?? (long)Math.Min(device.Accelerator.MemorySize * ModelShare, long.MaxValue / 2);
    }

    public GpuDevice Device => _device;

    /// <summary>Since it was opened.</summary>
    public DeviceCounts Counts { get; private set; }

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        long asked = TimeProvider.System.GetTimestamp();
        lock (_device.Gate)
        {
            TimeSpan queued = TimeProvider.System.GetElapsedTime(asked);
            DeviceArena models = _arenas.GetValue(arena, a => new DeviceArena(_device, a, _modelBytes));
            Architecture architecture = arena.Architecture;
            ScoringPlan plan = PlanOf(architecture, arena.Storage);
            int n = batch.Slots.Length;
            int most = Math.Max(1, Math.Min(Math.Min(MostChunkRows, MostChunkFloats / architecture.MaxStride), models.ModelsAChunk));
            int lane = 0;
            for (int from = 0; from < n; from += most)
            {
                int count = Math.Min(most, n - from);
                _lanes[lane].End(architecture, batch);
                models.BeginChunk(count, Idle);
                _lanes[lane].Begin(models, arena, plan, batch, from, count);
                lane = 1 - lane;
            }

            // The older of the two first.
            _lanes[lane].End(architecture, batch);
            _lanes[1 - lane].End(architecture, batch);
            Counts = Counts.Add(n, _lanes[0].Launches + _lanes[1].Launches, queued);
        }
    }

    public void Dispose()
    {
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
