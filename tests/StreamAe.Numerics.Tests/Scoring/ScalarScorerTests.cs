using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Tests.Training;

namespace StreamAe.Numerics.Tests.Scoring;

/// <summary>The suite, and what makes this one the reference: agreement with the formulas in double precision.</summary>
public sealed class ScalarScorerTests : ScorerSuite
{
    internal override IScorer Scorer { get; } = new ScalarScorer();

    [Fact]
    public void Name_IsScalar() => Assert.Equal("scalar", Scorer.Name);

    [Theory]
    [MemberData(nameof(DepthsAndKinds))]
    public void Score_AnyShape_AgreesWithTheFormulasInDouble(int depth, LatentKind kind)
    {
        const int Rows = 3;
        // Against double the rounding of every layer counts, that of ELU's eˣ − 1 most.
        const double Floor = 1;
        var random = new PhiloxRandom(41, (ulong)depth);
        foreach (int features in RandomModels.EdgeWidths)
        {
            foreach (Activation hidden in RandomModels.Activations)
            {
                Architecture architecture = RandomModels.Architecture(features, depth, hidden, kind, ref random);
                float[] parameters = RandomModels.Parameters(architecture, ref random);
                var arena = new ModelArena(architecture);
                int slot = arena.Allocate(parameters);
                Scored scored = new(Scorer, arena, [slot, slot, slot], RandomModels.Rows(architecture, Rows, ref random));
                var reference = new ReferenceAutoencoder(architecture, Array.ConvertAll(parameters, p => (double)p));
                for (int r = 0; r < Rows; r++)
                {
                    double[] row = Array.ConvertAll(scored.Rows[(r * architecture.RowStride)..((r * architecture.RowStride) + features)], x => (double)x);
                    (double[] reconstruction, double error, double divergence) = reference.Score(row);
                    bool isClose = IsClose(error, scored.Errors[r], Floor) && IsClose(divergence, scored.Divergences[r], Floor);
                    for (int d = 0; d < features; d++)
                    {
                        isClose &= IsClose(reconstruction[d], scored.Reconstruction(r)[d], Floor);
                    }

                    if (!isClose)
                    {
                        Assert.Fail(
                            $"{architecture}, row {r}: error {scored.Errors[r]:R} for {error:R}, divergence {scored.Divergences[r]:R} for {divergence:R}, "
                            + $"reconstruction {string.Join(' ', scored.Reconstruction(r))} for {string.Join(' ', reconstruction)}");
                    }
                }
            }
        }
    }

    [Fact]
    public void KlDivergence_StandardNormal_IsZeroAndGrowsBothWays()
    {
        Assert.Equal(0, ScalarScorer.KlDivergence([0, 0], [0, 0]), 1e-6f);
        Assert.Equal(2, ScalarScorer.KlDivergence([2], [0]), 1e-6f);
        Assert.Equal(0.5f * (MathF.E - 2), ScalarScorer.KlDivergence([0], [1]), 1e-6f);
        Assert.Equal(0.5f / MathF.E, ScalarScorer.KlDivergence([0], [-1]), 1e-6f);
        Assert.Equal(2.5f + (0.5f * (MathF.E - 2)), ScalarScorer.KlDivergence([2, 1], [1, 0]), 1e-5f);
    }

    [Fact]
    public void Score_ErrorWeights_ScaleEachFeaturesSquare()
    {
        // All other parameters are 0: the reconstruction is 0 and the error the weighted mean square of the row.
        var architecture = new Architecture(3, [], 1);
        var arena = new ModelArena(architecture);
        int slot = arena.Allocate();
        float[] weights = [1, 0, 10];
        weights.CopyTo(arena.EditErrorWeights(slot));

        Scored scored = new(Scorer, arena, [slot], [1, 2, 3, 0]);

        Assert.Equal((1 + (10 * 9)) / 3f, scored.Errors[0], 1e-5f);
    }
}
