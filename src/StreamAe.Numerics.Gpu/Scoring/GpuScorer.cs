using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Metrics;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>
/// Scores on a device, or by another backend where the device has failed, or would be slower: no row is lost, and results agree within
/// 1e-5 relative.
/// </summary>
public sealed class GpuScorer : IScorer, IDisposable
{
    private readonly IScorer _fallback = new SimdScorer();
    private readonly DeviceLink _link;
    private readonly Crossover? _crossover;
    private readonly GpuMeter _meter;

    /// <param name="crossover">Null where every batch goes to the device.</param>
    internal GpuScorer(DeviceLink link, Crossover? crossover)
    {
        _link = link;
        _crossover = crossover;
        _meter = new GpuMeter(link);
    }

    public string Name => "gpu";

    public void Score(ModelArena arena, in ScoreBatch batch)
    {
        batch.Validate(arena);
        if (batch.Slots.IsEmpty)
        {
            return;
        }

        if (_crossover?.PrefersDevice(arena.Architecture, arena.Storage, batch.Slots.Length) != false && _link.TryGet() is DeviceScoring device)
        {
            try
            {
                device.Score(arena, batch);
                return;
            }
            catch (Exception error) when (DeviceLink.IsFailure(error))
            {
                _link.Fail(device, error);
            }
        }

        _fallback.Score(arena, batch);
    }

    /// <summary>Nothing where a measurement decides: it compiles beside the work.</summary>
    public int WarmUp(Architecture architecture, WeightStorage storage)
    {
        if (_crossover is not null || _link.TryGet() is not DeviceScoring device)
        {
            return 0;
        }

        try
        {
            return device.WarmUp(architecture, storage);
        }
        catch (Exception error) when (DeviceLink.IsFailure(error))
        {
            _link.Fail(device, error);
            return 0;
        }
    }

    public void Dispose()
    {
        _meter.Dispose();
        _crossover?.Dispose();
        _link.Dispose();
    }
}
