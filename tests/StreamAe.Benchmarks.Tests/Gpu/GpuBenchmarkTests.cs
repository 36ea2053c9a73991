using StreamAe.Benchmarks.Gpu;

namespace StreamAe.Benchmarks.Tests.Gpu;

public sealed class GpuBenchmarkTests
{
    [Fact]
    public void Missing_HasEveryRowWithTheReason()
    {
        IReadOnlyList<BenchmarkRow> rows = GpuRows.Missing("the reason");
        Assert.Equal(
            [
                "gpu.scoring.rowsPerModel.1",
                "gpu.scoring.rowsPerModel.1.device",
                "gpu.scoring.rowsPerModel.4",
                "gpu.scoring.rowsPerModel.4.device",
                "gpu.scoring.rowsPerModel.16",
                "gpu.scoring.rowsPerModel.16.device",
                "gpu.bandwidthShare",
                "gpu.models.65536",
                "gpu.models.262144",
                "gpu.models.1000000",
                "gpu.models",
                "gpu.crossover",
                "gpu.training",
            ],
            rows.Select(r => r.Name));
        Assert.All(rows, row => Assert.Equal((null, null, "the reason"), (row.Value, row.Peer, row.Note)));
    }
}
