using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Gpu.Scoring;

/// <summary>
/// One chunk of rows on its way to the device and back, on a stream of its own: while one lane's rows are computed, another's are copied.
/// </summary>
internal sealed class ScoringLane : IDisposable
{
    private readonly GpuDevice _device;
    private readonly AcceleratorStream _stream;
    private readonly DeviceBuffer<ModelRun> _singles;
    private readonly DeviceBuffer<ModelRun> _longs;
    private readonly DeviceBuffer<int> _slots;
    private readonly DeviceBuffer<float> _rows;
    private readonly DeviceBuffer<float> _reconstructions;
    private readonly DeviceBuffer<float> _errors;
    private readonly DeviceBuffer<float> _divergences;

    // What layers of wide models write in turn.
    private readonly DeviceBuffer<float> _first;
    private readonly DeviceBuffer<float> _second;
    private int _from;
    private int _count;
    private int _singleCount;
    private int _longCount;

    public ScoringLane(GpuDevice device)
    {
        _device = device;
        Accelerator accelerator = device.Accelerator;
        _stream = accelerator.CreateStream();
        _singles = new DeviceBuffer<ModelRun>(accelerator);
        _longs = new DeviceBuffer<ModelRun>(accelerator);
        _slots = new DeviceBuffer<int>(accelerator);
        _rows = new DeviceBuffer<float>(accelerator);
        _reconstructions = new DeviceBuffer<float>(accelerator);
        _errors = new DeviceBuffer<float>(accelerator);
        _divergences = new DeviceBuffer<float>(accelerator);
        _first = new DeviceBuffer<float>(accelerator, hasHost: false);
        _second = new DeviceBuffer<float>(accelerator, hasHost: false);
    }

    /// <summary>Kernels launched so far.</summary>
    public long Launches { get; private set; }

    /// <summary>Begins to score rows <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/> of the batch.</summary>
    public void Begin(DeviceArena models, ModelArena arena, ScoringPlan plan, in ScoreBatch batch, int from, int count)
    {
        Architecture architecture = arena.Architecture;
        int floats = count * architecture.RowStride;
        (_from, _count) = (from, count);
        Grow(architecture, plan, count);
        batch.Rows.Slice(from * architecture.RowStride, floats).CopyTo(_rows.Host);
        FindRuns(models, plan, batch.Slots.Slice(from, count));
        models.Flush(_stream);
        _rows.Send(_stream, floats);
        Send(_singles, _singleCount);
        Send(_longs, _longCount);
        if (plan.IsWide)
        {
            _slots.Send(_stream, count);
            LaunchWide(models, arena);
        }
        else
        {
            Launch(models, architecture, _singles, _singleCount, plan.SingleThreads, plan.Single);
            Launch(models, architecture, _longs, _longCount, plan.TiledThreads, plan.Tiled);
        }

        _reconstructions.Fetch(_stream, floats);
        _errors.Fetch(_stream, count);
        _divergences.Fetch(_stream, count);
    }

    /// <summary>Waits for what <see cref="Begin"/> began, and hands it over.</summary>
    public void End(Architecture architecture, in ScoreBatch batch)
    {
        if (_count == 0)
        {
            return;
        }

        _stream.Synchronize();
        int stride = architecture.RowStride;
        _reconstructions.Host[..(_count * stride)].CopyTo(batch.Reconstructions[(_from * stride)..]);
        _errors.Host[.._count].CopyTo(batch.ReconstructionErrors[_from..]);
        _divergences.Host[.._count].CopyTo(batch.KlDivergences[_from..]);
        _count = 0;
    }

    /// <summary>Waits until the device does nothing for this lane any more.</summary>
    public void Wait() => _stream.Synchronize();

    public void Dispose()
    {
        _stream.Dispose();
        foreach (IDisposable buffer in (IDisposable[])[_singles, _longs, _slots, _rows, _reconstructions, _errors, _divergences, _first, _second])
        {
            buffer.Dispose();
        }
    }

    private void Grow(Architecture architecture, ScoringPlan plan, int count)
    {
        _singles.EnsureLength(count);
        _longs.EnsureLength(count);
        _rows.EnsureLength((long)count * architecture.RowStride);
        _reconstructions.EnsureLength((long)count * architecture.RowStride);
        _errors.EnsureLength(count);
        _divergences.EnsureLength(count);
        if (plan.IsWide)
        {
            _slots.EnsureLength(count);
            _first.EnsureLength((long)count * architecture.MaxStride);
            _second.EnsureLength((long)count * architecture.MaxStride);
        }
    }

    private void FindRuns(DeviceArena models, ScoringPlan plan, ReadOnlySpan<int> slots)
    {
        int most = plan.IsWide ? WideKernels.BlockRows : ScoringPlan.MostRowsARun;
        Span<ModelRun> singles = _singles.Host, longs = _longs.Host;
        (_singleCount, _longCount) = (0, 0);
        for (int r = 0; r < slots.Length;)
        {
            int slot = slots[r];
            int place = models.Place(slot, _stream);
            int first = r;
            while (r < slots.Length && r - first < most && slots[r] == slot)
            {
                if (plan.IsWide)
                {
                    _slots.Host[r] = place;
                }

                r++;
            }

            var run = new ModelRun(place, first, r - first);
            if (run.Rows < ScoringPlan.FewRows && !plan.IsWide)
            {
                singles[_singleCount++] = run;
            }
            else
            {
                longs[_longCount++] = run;
            }
        }
    }

    private void Send(DeviceBuffer<ModelRun> runs, int count)
    {
        if (count > 0)
        {
            runs.Send(_stream, count);
        }
    }

    private void Launch(DeviceArena models, Architecture architecture, DeviceBuffer<ModelRun> runs, int count, int threads, KernelShape? shape)
    {
        if (count == 0)
        {
            return;
        }

        long floats = (long)_count * architecture.RowStride;
        Launches++;
        var views = new ScoringViews(
            models.Models, runs.View(count), _rows.View(floats), _reconstructions.View(floats), _errors.View(_count), _divergences.View(_count));
        _device.Score(_stream, threads, in views, shape!.Value);
    }

    private void LaunchWide(DeviceArena models, ModelArena arena)
    {
        Architecture architecture = arena.Architecture;
        WideShape shape = WideShape.Of(arena);
        ReadOnlySpan<DenseLayer> layers = architecture.Layers;
        long floats = (long)_count * architecture.MaxStride;
        ArrayView<float> rows = _rows.View((long)_count * architecture.RowStride);
        ArrayView<float> reconstructions = _reconstructions.View((long)_count * architecture.RowStride);
        ArrayView<float> read = rows;
        int readStride = architecture.RowStride;
        for (int l = 0; l < layers.Length; l++)
        {
            DenseLayer layer = layers[l];
            bool isLast = l == layers.Length - 1;
            ArrayView<float> written = isLast ? reconstructions : ((l & 1) == 0 ? _first : _second).View(floats);
            int writeStride = isLast ? architecture.RowStride : l == architecture.LatentLayer ? architecture.CodeStride : layer.OutputStride;
            _device.WideForward(
                _stream,
                models.Models,
                _longs.View(_longCount),
                read,
                written,
                new WideLayer(
                    layer.Inputs,
                    layer.OutputStride,
                    readStride,
                    writeStride,
                    layer.Activation,
                    layer.WeightOffset,
                    layer.BiasOffset,
                    shape.StoredFloats,
                    arena.Storage == WeightStorage.Float16 ? 1 : 0));
            if (l == architecture.LatentLayer)
            {
                _device.WideLatents(_stream, _count, written, rows, _divergences.View(_count), shape);
            }

            (read, readStride) = (written, writeStride);
        }

        _device.WideErrors(_stream, models.Models, _slots.View(_count), rows, reconstructions, _errors.View(_count), shape);
        Launches += layers.Length + 2;
    }
}
