namespace StreamAe.Benchmarks.Quality;

/// <summary>One line of a set's table.</summary>
internal sealed record MethodQuality(string Method, SetQuality Quality);
