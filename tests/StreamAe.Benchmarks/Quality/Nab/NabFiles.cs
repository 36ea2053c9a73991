namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>The two parts of a series' file; joined they are the whole of it.</summary>
internal sealed record NabFiles(string Name, string Train, string Test);
