using System.Runtime.InteropServices;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// Whether the mean of a sequence has changed lastingly: the test of Page (1954) and Hinkley (1971). With x̄ₙ the mean of the first n values and
/// a tolerance δ, the sums  riseₙ = max(0, riseₙ₋₁ + xₙ − x̄ₙ − δ)  and  fallₙ = max(0, fallₙ₋₁ + x̄ₙ − xₙ − δ)  stay low while the mean does,
/// and grow by the change less δ a value once it has changed; one above λ tells. All zeros is the state of nothing seen.
/// Invariant: <c>Rise, Fall ≥ 0</c>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct PageHinkley
{
    /// <summary>The mean of so many values is as good as it gets in single precision; later ones weigh no less.</summary>
    private const float MostValues = 100_000;

    /// <summary>Floats of its layout.</summary>
    public const int Floats = 4;

    public float Count;
    public float Mean;
    public float Rise;
    public float Fall;

    /// <summary>Takes a value in.</summary>
    /// <param name="value">Finite.</param>
    /// <param name="tolerance">δ ≥ 0: changes up to it are none.</param>
    public void Add(float value, float tolerance)
    {
        Count = Math.Min(Count + 1, MostValues);
        Mean += (value - Mean) / Count;
        float excess = value - Mean;
        Rise = Math.Max(0, Rise + excess - tolerance);
        Fall = Math.Max(0, Fall - excess - tolerance);
    }
}
