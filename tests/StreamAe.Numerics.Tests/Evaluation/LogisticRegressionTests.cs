using StreamAe.Numerics.Evaluation;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Tests.Evaluation;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Fit_OfOneBinaryFeature_GivesTheSharesOfItsGroups()
    {
        // Saturated model: at x = 0 a quarter are of class 1, at x = 1 three quarters; the penalty pulls by less than 0.01.
        float[] rows = [0, 0, 0, 0, 1, 1, 1, 1];
        LogisticRegression model = LogisticRegression.Fit(rows, 1, [0, 0, 0, 1, 1, 1, 1, 0], 2);
        double[] p = new double[2];
        model.Predict([0], p);
        Assert.Equal(0.25, p[1], 0.005);
        model.Predict([1], p);
        Assert.Equal(0.75, p[1], 0.005);
    }

    [Fact]
    public void Fit_OfThreeSeparateClouds_TellsThemApart()
    {
        var random = new PhiloxRandom(4);
        float[] rows = new float[300 * 2];
        int[] labels = new int[300];
        for (int r = 0; r < labels.Length; r++)
        {
            labels[r] = r % 3;
            rows[2 * r] = (1000 * (labels[r] == 1 ? 1 : 0)) + (100 * random.NextGaussian());
            rows[(2 * r) + 1] = (0.01f * (labels[r] == 2 ? 1 : 0)) + (0.001f * random.NextGaussian());
        }

        LogisticRegression model = LogisticRegression.Fit(rows, 2, labels, 3);
        double[] p = new double[3];
        int right = 0;
        for (int r = 0; r < labels.Length; r++)
        {
            model.Predict(rows.AsSpan(2 * r, 2), p);
            Assert.Equal(1, p.Sum(), 12);
            right += Array.IndexOf(p, p.Max()) == labels[r] ? 1 : 0;
        }

        Assert.InRange(right, 298, 300);
    }

    [Fact]
    public void Fit_OfAConstantFeature_StaysFinite()
    {
        LogisticRegression model = LogisticRegression.Fit([5, 1, 5, 2, 5, 3], 2, [0, 0, 1], 2);
        double[] p = new double[2];
        model.Predict([7, 3], p);
        Assert.All(p, x => Assert.True(double.IsFinite(x)));
    }

    [Fact]
    public void Fit_OfLengthsThatDoNotBelongTogether_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([1, 2, 3], 2, [0], 2));
}
