namespace StreamAe.Numerics.Evaluation;

/// <summary>How far reconstructions are from their rows, over all rows and features, in the units of the values given.</summary>
/// <param name="Mae">(1/n)·Σ|x − x̂|</param>
/// <param name="Mse">(1/n)·Σ(x − x̂)²</param>
/// <param name="Psnr">10·log₁₀(range²/MSE) dB, higher is better; +∞ where nothing differs, null where the range is 0.</param>
public sealed record ReconstructionQuality(double Mae, double Mse, double? Psnr)
{
    /// <summary>√MSE</summary>
    public double Rmse => Math.Sqrt(Mse);

    /// <param name="original">[n]; NaN (missing) is left out.</param>
    /// <param name="reconstruction">[n]</param>
    /// <param name="range">Largest minus smallest possible value: what PSNR compares the error with.</param>
    /// <exception cref="ArgumentException">Lengths differ, or nothing is present.</exception>
    public static ReconstructionQuality Compute(ReadOnlySpan<float> original, ReadOnlySpan<float> reconstruction, double range)
    {
        if (original.Length != reconstruction.Length)
        {
            throw new ArgumentException($"There are {original.Length} values and {reconstruction.Length} reconstructions; give as many.", nameof(reconstruction));
        }

        double absolute = 0, squares = 0;
        long count = 0;
        for (int i = 0; i < original.Length; i++)
        {
            if (float.IsNaN(original[i]))
            {
                continue;
            }

            double residual = (double)original[i] - reconstruction[i];
            absolute += Math.Abs(residual);
            squares += residual * residual;
            count++;
        }

        if (count == 0)
        {
            throw new ArgumentException("There is no value to compare; give at least one that is not missing.", nameof(original));
        }

        double mse = squares / count;
        return new ReconstructionQuality(absolute / count, mse, range > 0 ? 10 * Math.Log10(range * range / mse) : null);
    }
}
