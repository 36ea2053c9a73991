using ILGPU.Runtime;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Gpu.Scoring;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>The kernels alone: models, rows and results lie on the device, and a pass is one launch.</summary>
internal sealed class ResidentScoring : IDisposable
{
    private readonly GpuDevice _device;
    private readonly AcceleratorStream _stream;
    private readonly DeviceArena _models;
    private readonly DeviceBuffer<ModelRun> _runs;
    private readonly DeviceBuffer<float> _rows;
    private readonly DeviceBuffer<float> _reconstructions;
    private readonly DeviceBuffer<float> _errors;
    private readonly DeviceBuffer<float> _divergences;
    private readonly KernelShape _shape;
    private readonly int _threads;
    private readonly int _runCount;
    private readonly int _rowCount;

    /// <param name="models">The first so many of the arena.</param>
    /// <param name="rows">[models × rows per model × row stride]</param>
    public ResidentScoring(GpuDevice device, ModelArena arena, int models, int rowsPerModel, float[] rows)
    {
        (_device, _runCount, _rowCount) = (device, models, models * rowsPerModel);
        Accelerator accelerator = device.Accelerator;
        _stream = accelerator.CreateStream();
        _models = new DeviceArena(device, arena, accelerator.MemorySize / 2);
        _runs = new DeviceBuffer<ModelRun>(accelerator);
        _rows = new DeviceBuffer<float>(accelerator);
        _reconstructions = new DeviceBuffer<float>(accelerator, hasHost: false);
        _errors = new DeviceBuffer<float>(accelerator);
        _divergences = new DeviceBuffer<float>(accelerator, hasHost: false);
        ScoringPlan plan = ScoringPlan.For(device, arena.Architecture, arena.Storage);
        bool isFew = rowsPerModel < ScoringPlan.FewRows;
        _shape = (isFew ? plan.Single : plan.Tiled) ?? throw new InvalidOperationException($"{device.Name} has too little shared memory for {arena.Architecture}.");
        _threads = isFew ? plan.SingleThreads : plan.TiledThreads;
        Bring(models, rowsPerModel, rows);
    }

    /// <summary>What a pass reads and writes at least: each model once, rows, results.</summary>
    public long BytesAPass(ModelArena arena)
    {
        long row = (2L * arena.Architecture.RowStride * sizeof(float)) + (2 * sizeof(float));
        return (_runCount * (long)arena.SlotBytes) + (_rowCount * row);
    }

    /// <summary>A pass, to its end.</summary>
    public void Score()
    {
        long floats = (long)_rowCount * _shape.RowStride;
        var views = new ScoringViews(
            _models.Models, _runs.View(_runCount), _rows.View(floats), _reconstructions.View(floats), _errors.View(_rowCount), _divergences.View(_rowCount));
        _device.Score(_stream, _threads, in views, _shape);
        _stream.Synchronize();
    }

    /// <summary>[N] of the last pass.</summary>
    public ReadOnlySpan<float> FetchErrors()
    {
        _errors.Fetch(_stream, _rowCount);
        _stream.Synchronize();
        return _errors.Host[.._rowCount];
    }

    public void Dispose()
    {
        _stream.Dispose();
        foreach (IDisposable buffer in (IDisposable[])[_models, _runs, _rows, _reconstructions, _errors, _divergences])
        {
            buffer.Dispose();
        }
    }

    private void Bring(int models, int rowsPerModel, float[] rows)
    {
        _runs.EnsureLength(models);
        _rows.EnsureLength(rows.Length);
        _reconstructions.EnsureLength(rows.Length);
        _errors.EnsureLength(_rowCount);
        _divergences.EnsureLength(_rowCount);
        if (_models.BeginChunk(() => { }) < models)
        {
            throw new InvalidOperationException($"The device has no room for {models} models at once.");
        }

        for (int m = 0; m < models; m++)
        {
            _runs.Host[m] = new ModelRun(_models.Place(m, _stream), m * rowsPerModel, rowsPerModel);
        }

        _models.Flush(_stream);
        rows.CopyTo(_rows.Host);
        _rows.Send(_stream, rows.Length);
        _runs.Send(_stream, models);
        _stream.Synchronize();
    }
}
