using StreamAe.Numerics.Evaluation;

namespace StreamAe.Numerics.Tests.Evaluation;

public sealed class QualityTests
{
    [Fact]
    public void Reconstruction_OfFourValues_IsAsByHand()
    {
        // Residuals 1, −2, 0, 3: Σ|r| = 6, Σr² = 14.
        ReconstructionQuality quality = ReconstructionQuality.Compute([1, 2, 3, 4], [0, 4, 3, 1], range: 10);
        Assert.Equal(1.5, quality.Mae, 12);
        Assert.Equal(3.5, quality.Mse, 12);
        Assert.Equal(1.8708286933869707, quality.Rmse, 12);
        Assert.Equal(14.559319556497244, quality.Psnr!.Value, 10); // 10·log₁₀(100/3.5)
    }

    [Fact]
    public void Reconstruction_WithMissingValues_LeavesThemOut()
    {
        ReconstructionQuality quality = ReconstructionQuality.Compute([1, float.NaN], [3, 100], range: 0);
        Assert.Equal((2, 4), (quality.Mae, quality.Mse));
        Assert.Null(quality.Psnr);
        Assert.Throws<ArgumentException>(() => ReconstructionQuality.Compute([float.NaN], [1], 1));
    }

    [Fact]
    public void Similarity_OfEqualImages_IsOne()
    {
        float[] image = [.. Enumerable.Range(0, 144).Select(i => (float)(i * 7 % 13))];
        Assert.Equal(1, StructuralSimilarity.Compute(image, image, 12, 12, 12), 12);
    }

    [Fact]
    public void Similarity_OfFlatImages_IsTheLuminanceTerm()
    {
        // Without contrast the second factor is C₂/C₂: (2·2·4 + C₁)/(4 + 16 + C₁) with C₁ = (0.01·10)².
        float[] dark = [.. Enumerable.Repeat(2f, 64)], bright = [.. Enumerable.Repeat(4f, 64)];
        Assert.Equal(16.01 / 20.01, StructuralSimilarity.Compute(dark, bright, 8, 8, 10), 10);
    }

    [Fact]
    public void Similarity_OfAThreeByThreeWindow_IsAsByHand()
    {
        // One window, weights e^(−(x²+y²)/4.5): corners 0.640948…, edges 0.800737…, centre 1; sum 6.766… The images differ in the centre only.
        float[] a = new float[9], b = new float[9];
        b[4] = 1;
        double corner = Math.Exp(-2 / 4.5), edge = Math.Exp(-1 / 4.5), w = 1 / ((4 * corner) + (4 * edge) + 1);
        double expected = 1e-4 / ((w * w) + 1e-4) * (9e-4 / ((w * (1 - w)) + 9e-4));
        Assert.Equal(expected, StructuralSimilarity.Compute(a, b, 3, 3, 1), 12);
        Assert.Equal(3, StructuralSimilarity.WindowFor(3, 4));
        Assert.Equal(7, StructuralSimilarity.WindowFor(8, 8));
        Assert.Equal(11, StructuralSimilarity.WindowFor(28, 28));
    }

    [Fact]
    public void Similarity_OfAnInvertedImage_IsNegative()
    {
        float[] image = [.. Enumerable.Range(0, 121).Select(i => (float)(i % 2))];
        Assert.InRange(StructuralSimilarity.Compute(image, [.. image.Select(p => 1 - p)], 11, 11, 1), -1, -0.9);
    }

    [Fact]
    public void Classification_OfFourRows_IsAsByHand()
    {
        // Predicted 0, 0, 1, 0 of 0, 1, 1, 0: class 0 TP 2, FP 1; class 1 TP 1, FN 1.
        double[] probabilities = [0.9, 0.1, 0.6, 0.4, 0.2, 0.8, 0.7, 0.3];
        ClassificationQuality quality = ClassificationQuality.Compute(probabilities, [0, 1, 1, 0], 2);
        Assert.Equal(0.75, quality.Accuracy);
        Assert.Equal(((2 * 2 / 5.0) + (2 * 1 / 3.0)) / 2, quality.MacroF1, 12);
        Assert.Equal(1, quality.RocAuc);
    }

    [Fact]
    public void Classification_OfOneClassOnly_HasNoArea() =>
        Assert.Null(ClassificationQuality.Compute([0.9, 0.1], [0], 2).RocAuc);
}
