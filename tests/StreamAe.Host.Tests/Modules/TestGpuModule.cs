using StreamAe.Monitoring.Modules;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for the module of an included part; public, since modules are found among a part's public classes.</summary>
public sealed class TestGpuModule : IComputeModule
{
    private static readonly AsyncLocal<List<TestScorer>?> Made = new();

    public string Part => "Gpu";

    public string Compute => "gpu";

    /// <summary>The scorers that this test makes from now on.</summary>
    internal static IReadOnlyList<TestScorer> Watch() => Made.Value = [];

    public IReadOnlyList<ComputeDevice> ListDevices() =>
        [new(0, "test", "Test", 1 << 30, null), new(1, "other", "Test", 3L << 29, null), new(null, "none", "Quantum", 0, "too early")];

    public IScorer CreateScorer(ComputeSetup setup)
    {
        var scorer = new TestScorer(setup);
        Made.Value?.Add(scorer);
        return scorer;
    }

    public IBatchTrainer? CreateBatchTrainer(ComputeSetup setup) => new TestTrainer(Made.Value?[^1]);
}
