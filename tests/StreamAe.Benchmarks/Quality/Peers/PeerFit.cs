namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>Learns from rows what is normal.</summary>
/// <param name="rows">[n × features] row-major, n ≥ 2; NaN where missing.</param>
/// <param name="seed">Of everything random: the same rows and seed give the same scores.</param>
/// <returns>The scoring of rows; may be called by several threads.</returns>
internal delegate PeerScore PeerFit(ReadOnlySpan<float> rows, int features, ulong seed);
