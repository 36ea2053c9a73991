namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>Scores rows; higher is stranger. NaN where a row cannot be judged.</summary>
/// <param name="rows">[n × features] row-major.</param>
/// <param name="scores">[n], written.</param>
internal delegate void PeerScore(ReadOnlySpan<float> rows, Span<float> scores);
