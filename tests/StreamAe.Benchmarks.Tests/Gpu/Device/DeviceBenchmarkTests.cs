using StreamAe.Benchmarks.Gpu;
using StreamAe.Benchmarks.Gpu.Device;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Tests.Gpu.Device;

/// <summary>The benchmark's own code, little of it, on a processor that plays a device.</summary>
public sealed class DeviceBenchmarkTests
{
    private static readonly GpuWork Little = new(3, [1, 4], [2, 5], [2, 4], 4096, 2, 40, 2, 1);

    [Fact]
    public void Run_OnADevice_GivesEveryRow()
    {
        IReadOnlyList<BenchmarkRow> rows = DeviceBenchmark.Run(new BenchmarkOptions(1, false, 1000, null!), Little, () => TestDevices.Open(specializes: true));
        Assert.Equal(
            [
                "gpu.scoring.rowsPerModel.1",
                "gpu.scoring.rowsPerModel.1.device",
                "gpu.scoring.rowsPerModel.4",
                "gpu.scoring.rowsPerModel.4.device",
                "gpu.bandwidthShare",
                "gpu.models.2",
                "gpu.models.5",
                "gpu.models",
                "gpu.crossover",
                "gpu.training",
            ],
            rows.Select(r => r.Name));
        Assert.All(rows.Where(r => r.Name != "gpu.crossover"), row => Assert.True(row.Value > 0, row.ToString()));
        Assert.Equal(5, rows.Single(r => r.Name == "gpu.models").Value);
        Assert.Contains("never, up to 4", rows.Single(r => r.Name == "gpu.crossover").Note);
    }

    [Fact]
    public void Run_OnADeviceThatFails_FailsInsteadOfMeasuringSimd() => Assert.Throws<InvalidOperationException>(() =>
        DeviceBenchmark.Run(new BenchmarkOptions(1, false, 1000, null!), Little, () => throw new NotSupportedException("no such device")));

    [Fact]
    public void Verify_OfOtherErrors_Throws()
    {
        var batch = new BatchScoring(SyntheticModels.Create(new Architecture(5, [4], 2), 2), 2, 1);
        batch.Score(new SimdScorer());
        float[] errors = batch.Errors.ToArray();
        batch.Verify(errors);
        errors[1] *= 1.001f;
        Assert.Throws<InvalidOperationException>(() => batch.Verify(errors));
        errors[1] = float.NaN;
        Assert.Throws<InvalidOperationException>(() => batch.Verify(errors));
    }
}
