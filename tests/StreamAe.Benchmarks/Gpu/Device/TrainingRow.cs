using StreamAe.Benchmarks.PyTorch;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Training;
using StreamAe.Numerics.Training;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>
/// Many models trained in one call, each from weights of its own on the same rows: the copies there and back, the shuffles and the losses on rows kept
/// out of fitting are in our time, not in the peer's.
/// </summary>
internal static class TrainingRow
{
    private const int BatchSize = 32;
    private const int ValidationShareOf = 16;
    private const int Repetitions = 3;
    private const int PeerEpochs = 2;

    public static BenchmarkRow Measure(BenchmarkOptions options, GpuWork work, Func<GpuDevice> open, Architecture architecture)
    {
        int validationRows = Math.Max(1, work.TrainedRows / ValidationShareOf);
        int rowCount = work.TrainedRows + validationRows;
        float[] rows = SyntheticModels.Rows(architecture, rowCount);
        var training = new TrainingOptions
        {
            Epochs = work.TrainedEpochs,
            MinSteps = 0,
            BatchSize = BatchSize,
            Patience = 0,
            ValidationShare = (validationRows + 0.5) / rowCount,
        };
        var batch = new BatchTraining(
            architecture, training, [.. Enumerable.Range(0, work.TrainedModels).Select(m => new Numerics.Training.ModelRows(rows, rowCount, (ulong)m))]);
        using var trainer = new GpuBatchTrainer(
            new DeviceLink(open, TimeProvider.System, message => throw new InvalidOperationException(message)), message => throw new InvalidOperationException(message));
        if (trainer.FindObstacle(architecture, training) is string obstacle)
        {
            throw new InvalidOperationException(obstacle);
        }

        double rate = Measurement.Rate(
            () => Check(architecture, batch, trainer.Train(batch, progress: null, CancellationToken.None), work.TrainedRows),
            (double)work.TrainedModels * work.TrainedRows * work.TrainedEpochs,
            Math.Min(Repetitions, work.Repetitions),
            warmUps: 1);
        PyTorchPeer peer = PyTorchPeer.Run(
            options, "gpu_training.py", work.TrainedModels, work.TrainedRows, BatchSize, PeerEpochs, Math.Min(Repetitions, work.Repetitions), 32, 16, 8, 16, 32);
        return peer.Against(
            GpuRows.Training,
            GpuRows.TrainedPerSecond,
            rate,
            "stacked",
            $"{work.TrainedModels} models × {work.TrainedRows} rows × {work.TrainedEpochs} epochs, batch {BatchSize}, Adam, validation and copies included; peer: stacked bmm, data on the device");
    }

    /// <summary>One of the models against the processor's.</summary>
    private static void Check(Architecture architecture, BatchTraining batch, IReadOnlyList<TrainedModel> models, int fittingRows)
    {
        TrainedModel first = models[0];
        TrainedModel expected = AutoencoderTrainer.Train(architecture, batch.Models[0].Rows.Span, batch.Models[0].RowCount, batch.OptionsOf(0));
        float loss = first.Report.ValidationLoss[^1], wanted = expected.Report.ValidationLoss[^1];
        if (first.Report.FittingRows != fittingRows || !(MathF.Abs(loss - wanted) <= 1e-2f * wanted))
        {
            throw new InvalidOperationException(
                $"The device's model is another than the processor's: loss {loss} for {wanted}, {first.Report.FittingRows} rows fitted, {fittingRows} wanted.");
        }
    }
}
