namespace StreamAe.Benchmarks.Quality.Nab;

/// <summary>Ours on the series of the Numenta benchmark, and what looks at no data. Results are in the order of <see cref="NabProfile.All"/>.</summary>
/// <param name="Ours">[seeds][profiles]</param>
/// <param name="Control">[profiles] an alert every <see cref="NabControl.AlertEvery"/> rows.</param>
/// <param name="Null">[profiles] never an alert.</param>
internal sealed record NabReport(
    int Series, string MonitorFile, IReadOnlyList<IReadOnlyList<NabResult>> Ours, IReadOnlyList<NabResult> Control, IReadOnlyList<NabResult> Null);
