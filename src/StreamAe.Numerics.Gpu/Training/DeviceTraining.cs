using ILGPU.Runtime;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Training;

/// <summary>
/// Trains models of one batch on one device, as many at a time as its memory holds; all of these are in the same epoch, a launch an epoch, and who is
/// done leaves. State stays on the device from epoch to epoch; the host decides what an epoch's losses mean.
/// </summary>
internal sealed class DeviceTraining : IDisposable
{
    // Enough to fill any device several times over.
    private const int MostModels = 8192;

    // Of a device's memory; scoring takes more than this, in a context of its own.
    private const double MemoryShare = 0.2;

    private readonly GpuDevice _device;
    private readonly TrainingPlan _plan;
    private readonly BatchTraining _batch;
    private readonly long _mostFloats;
    private readonly AcceleratorStream _stream;
    private readonly StagedCopy _staged;
    private readonly DeviceBuffer<float> _rows;
    private readonly DeviceBuffer<int> _order;
    private readonly DeviceBuffer<int> _observed;
    private readonly DeviceBuffer<int> _counts;
    private readonly DeviceBuffer<float> _state;
    private readonly DeviceBuffer<float> _rates;
    private readonly DeviceBuffer<float> _results;
    private readonly DeviceBuffer<TrainingLayer> _layers;
    private readonly DeviceBuffer<TrainingJob> _jobs;

    /// <param name="mostFloats">Of device memory for rows and states; null for what the device has.</param>
    public DeviceTraining(GpuDevice device, TrainingPlan plan, BatchTraining batch, long? mostFloats = null)
    {
        _device = device;
        _plan = plan;
        _batch = batch;
        Accelerator accelerator = device.Accelerator;
        _mostFloats = mostFloats ?? (long)Math.Min(accelerator.MemorySize * MemoryShare / sizeof(float), int.MaxValue);
        _stream = accelerator.CreateStream();
        _staged = new StagedCopy(accelerator, _stream);
        _rows = new DeviceBuffer<float>(accelerator, hasHost: false);
        _order = new DeviceBuffer<int>(accelerator);
        _observed = new DeviceBuffer<int>(accelerator);
        _counts = new DeviceBuffer<int>(accelerator, hasHost: false);
        _state = new DeviceBuffer<float>(accelerator, hasHost: false);
        _rates = new DeviceBuffer<float>(accelerator);
        _results = new DeviceBuffer<float>(accelerator);
        _layers = new DeviceBuffer<TrainingLayer>(accelerator);
        _jobs = new DeviceBuffer<TrainingJob>(accelerator);
    }

    private int StateFloats => TrainingShape.StateParts * _plan.Shape.Parameters;

    /// <param name="finished">[models of the batch] null where there is none yet; those that are null are trained, each stands here as soon as it is done.</param>
    /// <param name="afterEpoch">Told how many epochs ended.</param>
    public void Run(TrainedModel?[] finished, Action<int> afterEpoch, CancellationToken cancellationToken)
    {
        _layers.EnsureLength(_plan.Layers.Length);
        _plan.Layers.CopyTo(_layers.Host);
        _layers.Send(_stream, _plan.Layers.Length);

        // The longest first: groups begin in this order, and the last to begin should not be the last by far to end.
        int[] waiting = [.. Enumerable.Range(0, finished.Length).Where(m => finished[m] is null).OrderByDescending(m => _batch.Models[m].RowCount)];
        for (int from = 0; from < waiting.Length;)
        {
            int count = CountThatFit(waiting.AsSpan(from));
            RunTogether(waiting.AsSpan(from, count), finished, afterEpoch, cancellationToken);
            from += count;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        foreach (IDisposable buffer in (IDisposable[])[_staged, _rows, _order, _observed, _counts, _state, _rates, _results, _layers, _jobs])
        {
            buffer.Dispose();
        }
    }

    private int CountThatFit(ReadOnlySpan<int> models)
    {
        int count = 0;
        for (long floats = 0; count < Math.Min(models.Length, MostModels); count++)
        {
            floats += ((long)_batch.Models[models[count]].RowCount * (_batch.Architecture.RowStride + 3)) + StateFloats + 1;
            if (floats > _mostFloats && count > 0)
            {
                break;
            }
        }

        return count;
    }

    private void RunTogether(ReadOnlySpan<int> models, TrainedModel?[] finished, Action<int> afterEpoch, CancellationToken cancellationToken)
    {
        List<RunningModel> running = Bring(models);
        for (int epoch = 0; running.Count > 0; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TrainEpoch(running, epoch);
            for (int m = 0; m < running.Count; m++)
            {
                RunningModel model = running[m];
                int resultFloats = _plan.Shape.ResultFloats;
                if (model.Judge(_results.Host.Slice(m * resultFloats, resultFloats)) is TrainingOutcome outcome)
                {
                    finished[model.Index] = Finish(model, outcome);
                }
            }

            afterEpoch(running.Count);
            running.RemoveAll(model => finished[model.Index] is not null);
        }
    }

    /// <summary>Rows, orders and first states to the device.</summary>
    private List<RunningModel> Bring(ReadOnlySpan<int> models)
    {
        Architecture architecture = _batch.Architecture;
        int rowCount = 0;
        foreach (int m in models)
        {
            rowCount = checked(rowCount + _batch.Models[m].RowCount);
        }

        _rows.EnsureLength((long)rowCount * architecture.RowStride);
        _order.EnsureLength(rowCount);
        _observed.EnsureLength(rowCount);
        _counts.EnsureLength((long)rowCount + models.Length);
        _state.EnsureLength((long)models.Length * StateFloats);
        var running = new List<RunningModel>(models.Length);
        int firstRow = 0;
        _staged.Begin(_rows.View((long)rowCount * architecture.RowStride));
        foreach (int m in models)
        {
            ModelRows model = _batch.Models[m];
            var prepared = new PreparedTraining(architecture, _batch.OptionsOf(m), model.RowCount);
            Span<int> observed = _observed.Host.Slice(firstRow, model.RowCount);
            CountObserved(model.Rows.Span, architecture, observed);
            prepared.Order.CopyTo(_order.Host[firstRow..]);
            running.Add(new RunningModel(m, prepared, observed)
            {
                State = (long)running.Count * StateFloats,
                FirstRow = firstRow,
                FirstCount = firstRow + running.Count,
            });
            _staged.Append(model.Rows.Span);
            firstRow += model.RowCount;
        }

        _staged.Flush();
        _staged.Begin(_state.View((long)models.Length * StateFloats));
        foreach (RunningModel model in running)
        {
            _staged.Append(model.Prepared.Slot.AsSpan(0, _plan.Shape.Parameters));
            _staged.AppendZeros(StateFloats - _plan.Shape.Parameters);
        }

        _staged.Flush();
        _order.Send(_stream, rowCount);
        _observed.Send(_stream, rowCount);
        return running;
    }

    private static void CountObserved(ReadOnlySpan<float> rows, Architecture architecture, Span<int> observed)
    {
        for (int r = 0; r < observed.Length; r++)
        {
            int count = 0;
            foreach (float x in rows.Slice(r * architecture.RowStride, architecture.Features))
            {
                count += float.IsNaN(x) ? 0 : 1;
            }

            observed[r] = count;
        }
    }

    private void TrainEpoch(List<RunningModel> running, int epoch)
    {
        int rates = running.Sum(model => 2 * model.Prepared.Plan.StepsPerEpoch);
        int results = running.Count * _plan.Shape.ResultFloats;
        lock (_device.Gate)
        {
            _jobs.EnsureLength(running.Count);
            _rates.EnsureLength(rates);
            _results.EnsureLength(results);
            int at = 0;
            for (int m = 0; m < running.Count; m++)
            {
                _jobs.Host[m] = running[m].NextEpoch(_rates.Host, at);
                at += 2 * running[m].Prepared.Plan.StepsPerEpoch;
            }

            _jobs.Send(_stream, running.Count);
            _rates.Send(_stream, rates);
            var views = new TrainingViews(
                _rows.Whole, _order.Whole, _observed.Whole, _counts.Whole, _state.Whole, _rates.View(rates), _results.View(results), _layers.View(_plan.Layers.Length), _jobs.View(running.Count));
            var index = new TrainingEpoch(epoch, (float)BetaSchedule.At(_batch.Options.Variational, epoch + 1));
            _device.Train(_stream, _plan.Threads, in views, index, _plan.Shape);
            _results.Fetch(_stream, results);
            _stream.Synchronize();
        }
    }

    /// <summary>The best weights, and the last order, which the report's sampled rows are taken by.</summary>
    private TrainedModel Finish(RunningModel model, TrainingOutcome outcome)
    {
        PreparedTraining prepared = model.Prepared;
        int parameters = _plan.Shape.Parameters;
        lock (_device.Gate)
        {
            if (model.Rule.Curves.BestEpoch > 0)
            {
                _state.Whole.SubView(model.State + ((long)model.BestPart * parameters), parameters).CopyToCPU(_stream, prepared.Slot.AsSpan(0, parameters));
            }

            _order.Whole.SubView(model.FirstRow, prepared.Order.Length).CopyToCPU(_stream, prepared.Order.AsSpan());
            _stream.Synchronize();
        }

        ModelRows rows = _batch.Models[model.Index];
        TrainingRows data = TrainingRows.Check(prepared.Architecture, rows.Rows.Span, rows.RowCount, prepared.Options);
        var run = new TrainingRun(prepared.Architecture, prepared.Options, prepared.Plan, prepared.Slot, data.HasMissing, noise: null, streams: 0);
        return prepared.Finish(in data, outcome, model.Rule.Curves, run);
    }
}
