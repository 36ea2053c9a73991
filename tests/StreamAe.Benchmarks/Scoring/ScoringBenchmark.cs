using StreamAe.Benchmarks.Hardware;
using StreamAe.Benchmarks.PyTorch;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Scoring;

/// <summary>Rows through many different 32-16-8-16-32 models, one thread, then through ever more models until memory is what limits.</summary>
internal static class ScoringBenchmark
{
    private const int Models = 4096;
    private const int Rows = 65_536;
    private const int Repetitions = 9;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options)
    {
        var architecture = new Architecture(32, [16], 8);
        double peak = ProcessorPeak.GigaFlops();
        var rows = new List<BenchmarkRow>();
        rows.AddRange(ManyModels(options, architecture, peak));
        rows.AddRange(ModelCounts.Run(architecture, Rows));
        return rows;
    }

    private static IEnumerable<BenchmarkRow> ManyModels(BenchmarkOptions options, Architecture architecture, double peak)
    {
        ModelArena arena = SyntheticModels.Create(architecture, Models);
        var work = new RoutedScoring(arena, Models, Rows);
        var reference = new RoutedScoring(arena, Models, Rows, new ScalarScorer());
        (double simd, double scalar) = Measurement.Paired(work.Score, reference.Score, Rows, Repetitions);
        PyTorchPeer peer = PyTorchPeer.Run(options, "scoring.py", Models, Rows, Repetitions, 32, 16, 8, 16, 32);
        yield return peer.Against("scoring.manyModels", "rows/s", simd, "scoring", $"{Models} models, {Rows} rows, routing included");
        yield return BenchmarkRow.Against("scoring.overReference", "rows/s", simd, scalar, 1, "the same work; peer = our scalar reference");

        double flops = 2.0 * architecture.MultiplyAddsPerRow / 1e9;
        double ordered = Measurement.Rate(work.ScoreOrdered, Rows, Repetitions);
        yield return BenchmarkRow.Against("scoring.gflops", "GFLOP/s", simd * flops, peak, 1, "the same work, multiply-adds only; peer = measured peak of one core");
        yield return BenchmarkRow.Against("scoring.gflops.ordered", "GFLOP/s", ordered * flops, peak, 1, "rows that lie in the order of their models: the scorer alone");

        long before = GC.GetAllocatedBytesForCurrentThread();
        work.Score();
        double allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Rows;
        yield return BenchmarkRow.Plain("scoring.allocatedBytesPerRow", "B", allocated, 1, "the same work");

        var single = new SingleRows(arena, Models);
        double calls = Measurement.Rate(single.Score, SingleRows.Calls, Repetitions);
        yield return BenchmarkRow.Plain("scoring.oneRow", "µs", 1e6 / calls, 1, "one row a call, another model each time");

        var vae = new Architecture(32, [16], 8, LatentKind.Gaussian);
        var variational = new RoutedScoring(SyntheticModels.Create(vae, Models), Models, Rows);
        (double plain, double gaussian) = Measurement.Paired(work.Score, variational.Score, Rows, Repetitions);
        yield return BenchmarkRow.Plain("scoring.vaeCost", "× autoencoder", plain / gaussian, 1, "time of the same shape with a Gaussian latent");
    }
}
