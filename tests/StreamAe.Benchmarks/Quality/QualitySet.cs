namespace StreamAe.Benchmarks.Quality;

/// <summary>One of the public sets, and how to read its figures.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="MonitorFiles">File names; the first that exists is used.</param>
/// <param name="IsTimed">Times are seconds; else row numbers, and "a day" means nothing.</param>
/// <param name="IsOrdered">Rows follow each other; else "how late" means nothing.</param>
/// <param name="IsStreamed">Judged online from the first row, in the Numenta benchmark's way; else trained, then tested.</param>
internal sealed record QualitySet(
    string Name, IReadOnlyList<string> MonitorFiles, bool IsTimed, bool IsOrdered = true, bool IsStreamed = false)
{
    private static readonly string[] Streams = ["streams.yaml"];

    public static IReadOnlyList<QualitySet> All { get; } =
    [
        new("smd", Streams, IsTimed: true),
        new("asd", Streams, IsTimed: true),
        new("smap", Streams, IsTimed: false),
        new("msl", Streams, IsTimed: false),
        new("tabular", ["tables.yaml"], IsTimed: false, IsOrdered: false),
        new("nab", ["series.yaml", "streams.yaml"], IsTimed: true, IsStreamed: true),
    ];

    /// <summary>The multi-channel streams whose macro average is the figure to tune on.</summary>
    public static IReadOnlyList<string> MeanOfFour { get; } = ["smd", "asd", "smap", "msl"];
}
