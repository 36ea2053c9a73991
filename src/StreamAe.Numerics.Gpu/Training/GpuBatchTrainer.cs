using System.Globalization;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Training;

/// <summary>
/// Trains on a device what it can, and the rest on the processor: shapes and options that the kernel does not do, and what a device that fails leaves
/// unfinished, which begins anew. Models agree with the processor's but for the order of float sums: measured, parameters within 1e-6 after ten
/// steps, losses within 1e-6 relative.
/// </summary>
internal sealed class GpuBatchTrainer : IBatchTrainer
{
    private readonly ProcessorBatchTrainer _processor = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly DeviceLink _link;
    private readonly Action<string> _report;
    private readonly long? _mostFloats;

    /// <param name="link">Disposed of with this. Not one that rows are scored by: an epoch holds the device while rows wait.</param>
    /// <param name="report">Told in words when the processor has to go on with what a device began.</param>
    /// <param name="mostFloats">See <see cref="DeviceTraining"/>.</param>
    public GpuBatchTrainer(DeviceLink link, Action<string> report, long? mostFloats = null)
    {
        _link = link;
        _report = report;
        _mostFloats = mostFloats;
    }

    public string Name => "gpu";

    public string? FindObstacle(Architecture architecture, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        return DeviceTrainingOptions.FindObstacle(options)
            ?? (_link.TryGet() is not DeviceScoring scoring ? "the device does not work now"
                : TrainingPlan.For(scoring.Device, architecture, options) is null ? $"{architecture} is too large for the device's shared memory"
                : null);
    }

    public IReadOnlyList<TrainedModel> Train(BatchTraining batch, IProgress<BatchTrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Check();
        var models = new TrainedModel?[batch.Models.Count];
        long epochs = 0;
        if (FindObstacle(batch.Architecture, batch.Options) is null && _link.TryGet() is DeviceScoring scoring)
        {
            try
            {
                Train(
                    scoring,
                    batch,
                    models,
                    ended =>
                    {
                        epochs += ended;
                        progress?.Report(new BatchTrainingProgress(models.Count(m => m is not null), models.Length, epochs));
                    },
                    cancellationToken);
            }
            catch (Exception error) when (DeviceLink.IsFailure(error))
            {
                _link.Fail(scoring, error);
                _report(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{models.Count(m => m is null)} of {models.Length} trainings were not finished on the device; the processor does them."));
            }
        }

        int[] left = [.. Enumerable.Range(0, models.Length).Where(m => models[m] is null)];
        IReadOnlyList<TrainedModel> rest = _processor.Train(
            batch with { Models = [.. left.Select(m => batch.Models[m])] },
            progress is null ? null : new Offset(progress, models.Length, models.Length - left.Length, epochs),
            cancellationToken);
        for (int i = 0; i < left.Length; i++)
        {
            models[left[i]] = rest[i];
        }

        return models!;
    }

    public int WarmUp(Architecture architecture, TrainingOptions options)
    {
        if (FindObstacle(architecture, options) is not null || _link.TryGet() is not DeviceScoring scoring)
        {
            return 0;
        }

        // Kernels depend on neither rows nor epochs: one of each is enough.
        var row = new ModelRows(new float[architecture.RowStride], 1, options.Seed);
        var batch = new BatchTraining(architecture, options with { Epochs = 1, MinSteps = 0 }, [row]);
        int before = scoring.Device.Compilations;
        try
        {
            Train(scoring, batch, new TrainedModel?[1], _ => { }, CancellationToken.None);
        }
        catch (Exception error) when (DeviceLink.IsFailure(error))
        {
            _link.Fail(scoring, error);
        }

        return scoring.Device.Compilations - before;
    }

    public void Dispose()
    {
        _link.Dispose();
        _turn.Dispose();
    }

    private void Train(DeviceScoring scoring, BatchTraining batch, TrainedModel?[] models, Action<int> afterEpoch, CancellationToken cancellationToken)
    {
        TrainingPlan plan = TrainingPlan.For(scoring.Device, batch.Architecture, batch.Options)!;
        _turn.Wait(cancellationToken);
        try
        {
            using var training = new DeviceTraining(scoring.Device, plan, batch, _mostFloats);
            training.Run(models, afterEpoch, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The processor's progress, behind the device's.</summary>
    private sealed class Offset(IProgress<BatchTrainingProgress> progress, int models, int finished, long epochs) : IProgress<BatchTrainingProgress>
    {
        public void Report(BatchTrainingProgress value) =>
            progress.Report(new BatchTrainingProgress(finished + value.Finished, models, epochs + value.Epochs));
    }
}
