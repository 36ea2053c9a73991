using StreamAe.Numerics.Baselines;

namespace StreamAe.Benchmarks.Quality.Peers;

/// <summary>A detector that ours is compared with.</summary>
/// <param name="Name">As tables and notes show it.</param>
/// <param name="IsRandom">Whether another seed gives other scores.</param>
internal sealed record Peer(string Name, bool IsRandom, PeerFit Fit)
{
    /// <summary>The four that every detector has to be shown beside.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        new("mean z²", false, (rows, features, _) => MeanSquaredZ.Fit(rows, features).Score),
        new("PCA 90 %", false, (rows, features, _) => PrincipalComponents.Fit(rows, features).Score),
        new("isolation forest", true, (rows, features, seed) => IsolationForest.Fit(rows, features, seed).Score),
        new("random cut forest", true, (rows, features, seed) => RandomCutForest.Fit(rows, features, seed).Score),
    ];
}
