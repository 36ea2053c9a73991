using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

public sealed class ConditionalScoringTests
{
    /// <summary>One feature, no hidden layer, one latent unit, one unit of context, all linear: z = 2x + 3c + 1, x̂ = 5z + 7c − 4.</summary>
    [Theory]
    [InlineData(LatentKind.Deterministic)]
    [InlineData(LatentKind.Gaussian)]
    public void Score_ContextGiven_ReachesEncoderAndDecoder(LatentKind latentKind)
    {
        var architecture = new Architecture(
            1, [], 1, latentKind, latentActivation: Activation.Linear, outputActivation: Activation.Linear, condition: 1);
        var arena = new ModelArena(architecture);
        int slot = arena.Allocate();
        Span<float> parameters = arena.Edit(slot);
        DenseLayer encoder = architecture.Layers[0], decoder = architecture.Layers[1];
        parameters[encoder.WeightOffset] = 2;
        parameters[encoder.WeightOffset + encoder.OutputStride] = 3;
        parameters[encoder.BiasOffset] = 1;
        parameters[decoder.WeightOffset] = 5;
        parameters[decoder.WeightOffset + decoder.OutputStride] = 7;
        parameters[decoder.BiasOffset] = -4;

        foreach (IScorer scorer in (IScorer[])[new ScalarScorer(), new SimdScorer()])
        {
            float[] reconstructions = new float[2 * architecture.RowStride];
            float[] errors = new float[2];
            float[] divergences = new float[2];
            scorer.Score(arena, new ScoreBatch([slot, slot], [1, 0, 0, 0, 2, 10, 0, 0], reconstructions, errors, divergences));

            // z = 3 and 35; x̂ = 11 and 241.
            Assert.Equal([11f, 241], [reconstructions[0], reconstructions[architecture.RowStride]]);
            Assert.Equal([100f, 239 * 239], errors);
            Assert.Equal(latentKind == LatentKind.Gaussian ? 0.5f * 9 : 0, divergences[0]);
        }
    }
}
