namespace StreamAe.Benchmarks;

/// <summary>One figure. A ratio above 1 is better than the peer.</summary>
/// <param name="Name">As the benchmark table of the docs lists it.</param>
/// <param name="Value">Null where it could not be had; the note says why.</param>
/// <param name="Peer">What the same run measured for the peer, in the same unit.</param>
/// <param name="Note">What was measured, and anything a reader must know to trust it.</param>
internal sealed record BenchmarkRow(string Name, string Unit, double? Value, double? Peer, double? Ratio, int Threads, string Note)
{
    public static BenchmarkRow Plain(string name, string unit, double value, int threads, string note) => new(name, unit, value, null, null, threads, note);

    /// <summary>For figures where more is better.</summary>
    public static BenchmarkRow Against(string name, string unit, double value, double peer, int threads, string note) =>
        new(name, unit, value, peer, value / peer, threads, note);

    public static BenchmarkRow Missing(string name, string unit, int threads, string why) => new(name, unit, null, null, null, threads, why);
}
