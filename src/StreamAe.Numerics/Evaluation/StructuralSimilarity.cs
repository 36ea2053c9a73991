namespace StreamAe.Numerics.Evaluation;

/// <summary>
/// SSIM of two grey images (Wang, Bovik, Sheikh and Simoncelli 2004): the mean over all positions of a window of
/// (2μ_aμ_b + C₁)(2σ_ab + C₂) / ((μ_a² + μ_b² + C₁)(σ_a² + σ_b² + C₂)), C₁ = (0.01·range)², C₂ = (0.03·range)². The window is the paper's Gaussian,
/// 11×11 with σ = 1.5 and weights of sum 1; in images of fewer than 11 rows or columns it is the largest odd square that fits, with the
/// same σ. Only windows that lie wholly in the image count.
/// </summary>
public static class StructuralSimilarity
{
    private const int FullWindow = 11;
    private const double WindowSigma = 1.5;
    private const double K1 = 0.01;
    private const double K2 = 0.03;

    /// <summary>The side of the window for images of this size.</summary>
    public static int WindowFor(int height, int width)
    {
        int side = Math.Min(FullWindow, Math.Min(height, width));
        return side % 2 == 1 ? side : side - 1;
    }

    /// <param name="first">[height × width] row by row.</param>
    /// <param name="second">The same.</param>
    /// <param name="range">Largest minus smallest possible value, above 0.</param>
    /// <returns>At most 1, which equal images have; negative where structure is inverted.</returns>
    public static double Compute(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int height, int width, double range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(range);
        if (first.Length != (long)height * width || second.Length != first.Length)
        {
            throw new ArgumentException($"An image of {height}×{width} has {(long)height * width} values; {first.Length} and {second.Length} given.", nameof(first));
        }

        int side = WindowFor(height, width);
        double[] window = Window(side);
        double c1 = K1 * range * K1 * range;
        double c2 = K2 * range * K2 * range;
        double sum = 0;
        for (int top = 0; top + side <= height; top++)
        {
            for (int left = 0; left + side <= width; left++)
            {
                double meanA = 0, meanB = 0, squareA = 0, squareB = 0, product = 0;
                for (int i = 0; i < window.Length; i++)
                {
                    int at = ((top + (i / side)) * width) + left + (i % side);
                    double a = first[at], b = second[at], w = window[i];
                    meanA += w * a;
                    meanB += w * b;
                    squareA += w * a * a;
                    squareB += w * b * b;
                    product += w * a * b;
                }

                double varianceA = squareA - (meanA * meanA), varianceB = squareB - (meanB * meanB), covariance = product - (meanA * meanB);
                sum += ((2 * meanA * meanB) + c1) * ((2 * covariance) + c2)
                    / (((meanA * meanA) + (meanB * meanB) + c1) * (varianceA + varianceB + c2));
            }
        }

        return sum / ((height - side + 1) * (double)(width - side + 1));
    }

    private static double[] Window(int side)
    {
        double[] weights = new double[side * side];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            int y = (i / side) - (side / 2), x = (i % side) - (side / 2);
            weights[i] = Math.Exp(-((x * x) + (y * y)) / (2 * WindowSigma * WindowSigma));
            sum += weights[i];
        }

        return Array.ConvertAll(weights, w => w / sum);
    }
}
