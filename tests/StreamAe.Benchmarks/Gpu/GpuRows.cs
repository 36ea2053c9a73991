using System.Globalization;

namespace StreamAe.Benchmarks.Gpu;

/// <summary>The names of the rows, and the rows where nothing can be measured.</summary>
internal static class GpuRows
{
    public const string BandwidthShare = "gpu.bandwidthShare";
    public const string Models = "gpu.models";
    public const string Crossover = "gpu.crossover";
    public const string Training = "gpu.training";
    public const string RowsPerSecond = "rows/s";
    public const string TrainedPerSecond = "rows·epochs/s";

    /// <summary>With the copies of rows and results.</summary>
    public static string Scoring(int rowsPerModel) => string.Create(CultureInfo.InvariantCulture, $"gpu.scoring.rowsPerModel.{rowsPerModel}");

    /// <summary>Rows and results stay on the device.</summary>
    public static string OnDevice(int rowsPerModel) => $"{Scoring(rowsPerModel)}.device";

    public static string OfModels(int models) => string.Create(CultureInfo.InvariantCulture, $"{Models}.{models}");

    public static IReadOnlyList<BenchmarkRow> Missing(string why) =>
    [
        .. GpuWork.Full.RowsPerModel.SelectMany(n => new[] { Scoring(n), OnDevice(n) }).Select(name => BenchmarkRow.Missing(name, RowsPerSecond, 1, why)),
        BenchmarkRow.Missing(BandwidthShare, "of a copy", 1, why),
        .. GpuWork.Full.ModelCounts.Select(n => BenchmarkRow.Missing(OfModels(n), RowsPerSecond, 1, why)),
        BenchmarkRow.Missing(Models, "models", 1, why),
        BenchmarkRow.Missing(Crossover, "rows", 1, why),
        BenchmarkRow.Missing(Training, TrainedPerSecond, 1, why),
    ];
}
