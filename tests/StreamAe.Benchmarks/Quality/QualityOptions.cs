namespace StreamAe.Benchmarks.Quality;

/// <summary>Of the benchmark quality.</summary>
/// <param name="DataFolder">Folder of the public sets, one folder a set; null where none was named.</param>
/// <param name="Sets">Names of the sets to measure.</param>
/// <param name="Seeds">Trainings 1, 2, … of every set; figures are means over them.</param>
/// <param name="MonitorFolder">Where the monitor files lie that the sets are judged with.</param>
/// <param name="WithVae">Show a variational autoencoder beside ours, with each of its scores.</param>
internal sealed record QualityOptions(string? DataFolder, IReadOnlyList<string> Sets, int Seeds, string MonitorFolder, bool WithVae);
