namespace StreamAe.Benchmarks.Quality;

/// <summary>All detectors on one set.</summary>
/// <param name="LeftOutRows">Test rows that ours did not score: in no detector's figures.</param>
/// <param name="AskedRate">Share of normal rows that thresholds were asked to be passed by.</param>
internal sealed record SetReport(
    QualitySet Set,
    int Entities,
    int TestRows,
    int LeftOutRows,
    int Seeds,
    double AskedRate,
    SetQuality Ours,
    IReadOnlyList<MethodQuality> Peers,
    IReadOnlyList<MethodQuality> Variants)
{
    /// <summary>The peer with the largest figure; null where none has it.</summary>
    public (string Method, double Value)? BestPeer(Func<SetQuality, double?> figure)
    {
        (string Method, double Value)? best = null;
        foreach (MethodQuality peer in Peers)
        {
            if (figure(peer.Quality) is double value && (best is null || value > best.Value.Value))
            {
                best = (peer.Method, value);
            }
        }

        return best;
    }
}
