using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Modules;

/// <summary>A part that brings a compute backend.</summary>
public interface IComputeModule : IHostModule
{
    /// <summary>The word of the configuration that chooses it: <c>gpu</c>.</summary>
    string Compute { get; }

    /// <summary>Why the backend cannot work on this machine (no device, no driver), or null where it can.</summary>
    string? FindObstacle();

    /// <summary>A scorer; one is made for every monitor. Only where there is no obstacle.</summary>
    IScorer CreateScorer();
}
