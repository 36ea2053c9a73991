using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

/// <summary>Runs in this process's vector width; <see cref="SimdWidthProcessTests"/> runs it in the others.</summary>
public sealed class SimdScorerTests : ScorerSuite
{
    internal override IScorer Scorer { get; } = new SimdScorer();

    [Fact]
    public void Name_IsSimd() => Assert.Equal("simd", Scorer.Name);
}
