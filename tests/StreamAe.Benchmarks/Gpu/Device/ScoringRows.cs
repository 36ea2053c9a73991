using StreamAe.Benchmarks.PyTorch;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>Many models, the same number of rows each: from the processor's memory and back, and on the device alone.</summary>
internal static class ScoringRows
{
    // The first compiles the kernel, the second has all models there.
    private const int WarmUps = 3;

    public static IEnumerable<BenchmarkRow> Measure(BenchmarkOptions options, GpuWork work, GpuDevice device, GpuScorer scorer, Architecture architecture)
    {
        ModelArena arena = SyntheticModels.Create(architecture, work.Models);
        double copy = DeviceCopy.BytesPerSecond(device, work.CopiedBytes, work.Repetitions);
        BenchmarkRow? share = null;
        foreach (int rowsPerModel in work.RowsPerModel)
        {
            var batch = new BatchScoring(arena, work.Models, rowsPerModel);
            double moved = Measurement.Rate(() => batch.Score(scorer), batch.RowCount, work.Repetitions, WarmUps);
            float[] errors = batch.Errors.ToArray();
            var simd = new SimdScorer();
            double processor = Measurement.Rate(() => batch.Score(simd), batch.RowCount, work.Repetitions, warmUps: 1);
            batch.Verify(errors);
            (double resident, double bytes) = MeasureResident(work, device, arena, rowsPerModel, batch);
            share ??= BenchmarkRow.Plain(
                GpuRows.BandwidthShare,
                "of a copy",
                bytes / copy,
                1,
                $"models, rows and results of {rowsPerModel} rows a model, on the device alone: {bytes / 1e9:0} GB/s; a copy reads and writes {copy / 1e9:0} GB/s");
            PyTorchPeer peer = PyTorchPeer.Run(options, "gpu_scoring.py", work.Models, rowsPerModel, work.Repetitions, 32, 16, 8, 16, 32);
            string what = $"{device.Name}, {work.Models} models × {rowsPerModel} rows";
            yield return peer.Against(
                GpuRows.Scoring(rowsPerModel),
                GpuRows.RowsPerSecond,
                moved,
                "moved",
                $"{what}, rows there and results back; simd in one thread {processor:N0} rows/s");
            yield return peer.Against(GpuRows.OnDevice(rowsPerModel), GpuRows.RowsPerSecond, resident, "resident", $"{what}, all of it on the device");
        }

        yield return share!;
    }

    private static (double RowsPerSecond, double BytesPerSecond) MeasureResident(
        GpuWork work, GpuDevice device, ModelArena arena, int rowsPerModel, BatchScoring batch)
    {
        lock (device.Gate)
        {
            using var resident = new ResidentScoring(device, arena, work.Models, rowsPerModel, batch.Rows);
            double rate = Measurement.Rate(resident.Score, batch.RowCount, work.Repetitions, WarmUps);
            batch.Verify(resident.FetchErrors());
            return (rate, rate / batch.RowCount * resident.BytesAPass(arena));
        }
    }
}
