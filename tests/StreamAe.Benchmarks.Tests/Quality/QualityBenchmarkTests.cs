using StreamAe.Benchmarks.Quality;

namespace StreamAe.Benchmarks.Tests.Quality;

public sealed class QualityBenchmarkTests
{
    [Fact]
    public void Run_WithoutData_GivesEveryRowAndTheReason()
    {
        IReadOnlyList<BenchmarkRow> rows = Run(null);
        Assert.All(rows, row => Assert.Null(row.Value));
        Assert.All(rows.Where(r => !r.Name.Contains("mean4", StringComparison.Ordinal)), row => Assert.Contains("--data", row.Note, StringComparison.Ordinal));
        string[] names = [.. rows.Select(r => r.Name)];
        Assert.Equal(names.Distinct(), names);
        Assert.Superset(
            new HashSet<string>(
            [
                "quality.smd.ap", "quality.asd.vusPr", "quality.smap.rocAuc", "quality.msl.f1", "quality.tabular.rocAuc", "quality.mean4.ap",
                "quality.mean4.vusPr", "quality.mean4.f1", "quality.nab.standard", "quality.nab.lowFp", "quality.nab.lowFn",
                "quality.falseAlarmRatio.smd", "quality.falseAlarm.smd.medianEntity",
            ]),
            new HashSet<string>(names));
    }

    [Fact]
    public void Run_FolderWithoutTheSet_SaysWhatIsMissing()
    {
        string nowhere = Path.Combine(AppContext.BaseDirectory, "nowhere");
        BenchmarkRow row = Assert.Single(Run(nowhere, "msl"), r => r.Name == "quality.msl.ap");
        Assert.Null(row.Value);
        Assert.Contains(Path.Combine(nowhere, "msl"), row.Note, StringComparison.Ordinal);
    }

    private static IReadOnlyList<BenchmarkRow> Run(string? data, params string[] sets) => QualityBenchmark.Run(new BenchmarkOptions(
        Threads: 1,
        WithPeer: false,
        Entities: 1000,
        new QualityOptions(data, sets.Length > 0 ? sets : [.. QualitySet.All.Select(s => s.Name)], Seeds: 1, MonitorFolder: "nowhere", WithVae: false)));
}
