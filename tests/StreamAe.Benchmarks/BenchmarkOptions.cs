using StreamAe.Benchmarks.Quality;

namespace StreamAe.Benchmarks;

/// <param name="Threads">For benchmarks that scale; ours and the peer's alike.</param>
/// <param name="WithPeer">Also run peers that need another program (PyTorch); peers of our own code always run.</param>
/// <param name="Entities">Of the benchmark of that name.</param>
/// <param name="Quality">Of the benchmark of that name.</param>
internal sealed record BenchmarkOptions(int Threads, bool WithPeer, int Entities, QualityOptions Quality);
