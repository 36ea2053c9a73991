using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Modules;

/// <summary>A module of another part in the same assembly, whose backend finds no device.</summary>
public sealed class OtherPartModule : IComputeModule
{
    public string Part => "Tpu";

    public string Compute => "tpu";

    public string? FindObstacle() => "there is no such device";

    public IReadOnlyList<ComputeDevice> ListDevices() => [];

    public IScorer CreateScorer(ComputeSetup setup) => throw new InvalidOperationException("Asked for although there is an obstacle.");
}
