using StreamAe.Numerics.Gpu.Tests.Support;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Scoring;

namespace StreamAe.Numerics.Gpu.Tests.Scoring;

/// <summary>The suite of every backend, through the kernels.</summary>
public sealed class GpuScorerTests : ScorerSuite, IDisposable
{
    private readonly Gpu.Scoring.GpuScorer _scorer = TestDevices.Scorer();

    internal override IScorer Scorer => _scorer;

    // Of ILGPU, to launch a kernel.
    private protected override int BytesACall => 512;

    public void Dispose() => _scorer.Dispose();

    [Fact]
    public void Name_IsGpu() => Assert.Equal("gpu", Scorer.Name);
}
