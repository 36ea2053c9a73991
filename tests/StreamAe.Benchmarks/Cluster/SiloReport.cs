namespace StreamAe.Benchmarks.Cluster;

/// <summary>How far a silo of the benchmark is; as text, one line.</summary>
/// <param name="Committed">Events that are durable by it.</param>
/// <param name="Owned">Partitions that it reads.</param>
/// <param name="Served">Partitions whose events it made durable since it was told to forget them.</param>
internal readonly record struct SiloReport(long Committed, int Owned, int Served)
{
    public static SiloReport Parse(string line)
    {
        string[] words = line.Split(' ');
        return new SiloReport(long.Parse(words[0]), int.Parse(words[1]), int.Parse(words[2]));
    }

    public override string ToString() => $"{Committed} {Owned} {Served}";
}
