using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for the module of an included part; public, since modules are found among a part's public classes.</summary>
public sealed class TestGpuModule : IComputeModule
{
    public string Part => "Gpu";

    public string Compute => "gpu";

    public IReadOnlyList<ComputeDevice> ListDevices() => [new(0, "test", "Test", 1 << 30, null)];

    public IScorer CreateScorer(ComputeSetup setup) => new ScalarScorer();
}
