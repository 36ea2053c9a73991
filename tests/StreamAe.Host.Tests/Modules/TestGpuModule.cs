using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for the module of an included part; public, since modules are found among a part's public classes.</summary>
public sealed class TestGpuModule : IComputeModule
{
    public string Part => "Gpu";

    public string Compute => "gpu";

    public string? FindObstacle() => null;

    public IScorer CreateScorer() => new ScalarScorer();
}
