using StreamAe.Benchmarks.PyTorch;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Benchmarks.Training;

/// <summary>
/// 1,024 models of 32-16-8-16-32, trained one after the other on 512 rows each: batch 32, Adam. Beside that work, which is the peer's too,
/// ours shuffles, validates every epoch on rows of its own and keeps the best weights.
/// </summary>
internal static class TrainingBenchmark
{
    private const int Models = 1024;
    private const int FittingRows = 512;
    private const int ValidationRows = 56;
    private const int Epochs = 5;
    private const int BatchSize = 32;
    private const int Repetitions = 5;
    private const int PeerEpochs = 2;

    // Enough for the compiler's last tier, a fraction of a repetition.
    private const int WarmUpModels = 128;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        var architecture = new Architecture(32, [16], 8);
        float[] rows = SyntheticModels.Rows(architecture, FittingRows + ValidationRows);
        TrainingReport report = Train(architecture, rows, WarmUpModels);
        if (report.FittingRows != FittingRows)
        {
            throw new InvalidOperationException($"{report.FittingRows} rows fitted, {FittingRows} wanted.");
        }

        double rate = Measurement.Rate(
            () => Train(architecture, rows, Models), (double)Models * FittingRows * Epochs, Repetitions, warmUps: 1);
        PyTorchPeer peer = PyTorchPeer.Run(
            options, "training.py", Models, FittingRows, BatchSize, PeerEpochs, Repetitions, 32, 16, 8, 16, 32);
        string work = $"{Models} models × {FittingRows} rows × {Epochs} epochs, batch {BatchSize}, Adam, validation included";
        return
        [
            peer.Against("training.stacked", "rows·epochs/s", rate, "stacked", $"{work}; all models at once in stacked bmm"),
            peer.Against("training.single", "rows·epochs/s", rate, "single", $"{work}; one model at a time"),
        ];
    }

    private static TrainingReport Train(Architecture architecture, float[] rows, int models)
    {
        TrainingReport? last = null;
        for (int m = 0; m < models; m++)
        {
            var options = new TrainingOptions
            {
                Epochs = Epochs,
                MinSteps = 0,
                BatchSize = BatchSize,
                Patience = 0,
                ValidationShare = (ValidationRows + 0.5) / (FittingRows + ValidationRows),
                Seed = (ulong)m,
            };
            last = AutoencoderTrainer.Train(architecture, rows, FittingRows + ValidationRows, options).Report;
        }

        return last!;
    }
}
