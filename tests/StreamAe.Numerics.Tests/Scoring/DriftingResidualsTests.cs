using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Numerics.Tests.Scoring;

/// <summary>Runs in this process's vector width; <see cref="SimdWidthProcessTests"/> runs it in the others.</summary>
public sealed class DriftingResidualsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(76)]
    public void Score_ManyRows_IsWhatTheFormulasSay(int features)
    {
        var random = new PhiloxRandom(3, 1);
        float[] weights = new float[features], row = new float[features], reconstruction = new float[features];
        float[] centres = new float[features], spreads = new float[features];
        double[] c = new double[features], m = new double[features];
        Array.Fill(spreads, 1);
        Array.Fill(m, 1);
        for (int d = 0; d < features; d++)
        {
            weights[d] = d % 5 == 4 ? 0 : 0.1f + (10 * random.NextSingle());
        }

        for (int r = 0; r < 500; r++)
        {
            for (int d = 0; d < features; d++)
            {
                row[d] = (6 * random.NextSingle()) - 3;
                reconstruction[d] = random.NextSingle();
            }

            row[r % features] *= 50;
            float error = DriftingResiduals.Score(weights, row, reconstruction, centres, spreads);
            Assert.Equal(Reference(weights, row, reconstruction, c, m), error, Math.Max(1e-4, error * 1e-4));
        }

        for (int d = 0; d < features; d++)
        {
            Assert.Equal(c[d], centres[d], 1e-4);
            Assert.Equal(m[d], spreads[d], 1e-4);
        }
    }

    [Fact]
    public void Score_LastingShift_IsAbsorbedWhereAShortOneIsNot()
    {
        float[] weights = [1, 1], reconstruction = [0, 0], centres = [0, 0], spreads = [1, 1];
        for (int r = 0; r < 5; r++)
        {
            DriftingResiduals.Score(weights, [3, 0], reconstruction, centres, spreads);
        }

        Assert.InRange(centres[0], 0.01f, 0.02f);
        for (int r = 0; r < 3000; r++)
        {
            DriftingResiduals.Score(weights, [3, 0], reconstruction, centres, spreads);
        }

        Assert.InRange(DriftingResiduals.Score(weights, [3, 0], reconstruction, centres, spreads), 0, 0.01);
        Assert.Equal(0, centres[1]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(3e38f)]
    public void Score_OverflownReconstruction_LeavesTheStateFinite(float value)
    {
        float[] weights = new float[9], row = new float[9], reconstruction = new float[9], centres = new float[9], spreads = new float[9];
        Array.Fill(weights, 1);
        Array.Fill(spreads, 1);
        Array.Fill(reconstruction, value);
        float error = DriftingResiduals.Score(weights, row, reconstruction, centres, spreads);
        Assert.True(error > 1e10f && float.IsFinite(error), $"{error}");
        Assert.All(centres, c => Assert.InRange(c, -0.0031f, 0.0031f));
        Assert.All(spreads, m => Assert.InRange(m, 1, 1.001f));
    }

    [Fact]
    public void Score_EntryWithoutWeight_NeitherCountsNorChanges()
    {
        float[] centres = [0.5f, 0.5f], spreads = [2, 2];
        float error = DriftingResiduals.Score([0, 1], [100, 0.5f], [0, 0], centres, spreads);
        Assert.Equal((0f, 0.5f, 2f), (error, centres[0], spreads[0]));
        Assert.NotEqual(2, spreads[1]);
    }

    [Fact]
    public void PartOf_EachFeature_SumsToTheError()
    {
        float[] weights = [4, 0.25f, 0], row = [1, -3, 9], reconstruction = [0.5f, 2, 0], centres = [0.1f, -0.2f, 0], spreads = [1.5f, 1, 1];
        float parts = Enumerable.Range(0, 3).Sum(d => DriftingResiduals.PartOf(weights[d], row[d] - reconstruction[d], centres[d], spreads[d]));
        Assert.Equal(DriftingResiduals.Score(weights, row, reconstruction, centres, spreads), parts / 3, 1e-5f);
    }

    [Fact]
    public void Score_LengthsThatDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() => DriftingResiduals.Score([1, 1], [1, 1], [1], [0, 0], [1, 1]));

    /// <summary>The formulas of the class's description, in double precision.</summary>
    private static double Reference(float[] weights, float[] row, float[] reconstruction, double[] c, double[] m)
    {
        double sum = 0;
        for (int d = 0; d < weights.Length; d++)
        {
            if (weights[d] > 0)
            {
                double u = (Math.Sqrt(weights[d]) * (row[d] - reconstruction[d])) - c[d];
                double e = u * u / m[d];
                sum += 200 * (Math.Sqrt(1 + (e / 100)) - 1);
                c[d] += 0.003 * Math.Clamp(u, -1, 1);
                m[d] = Math.Clamp(m[d] * (1 + (0.0003 * (Math.Min(e, 2) - 1))), 1, Math.Exp(6));
            }
        }

        return sum / weights.Length;
    }
}
