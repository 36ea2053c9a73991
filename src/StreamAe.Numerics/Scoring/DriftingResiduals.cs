using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Scoring;

/// <summary>
/// The error of a row against centres and spreads that follow slow change. Of feature d with weight w (the inverse of its residual
/// variance in training), centre c and spread m:
/// <code>
/// u = √w·(x − x̂) − c        the residual in its own standard deviations, from where it lies of late
/// e = u²/m                   error = (1/D)·Σ 2δ²·(√(1 + e/δ²) − 1), the pseudo-Huber loss (Charbonnier et al. 1994)
/// c ← c + ρ·clip(u, ±1)      m ← clip(m·(1 + γ·(min(e, 2) − 1)), 1, M)
/// </code>
/// What is learned from one row is bounded: a drift over hundreds of rows is absorbed, an anomaly of a few rows is not. Invariants:
/// 1 ≤ m ≤ M, and |c| grows by at most ρ a row. Entries of weight 0 neither count nor change.
/// </summary>
public static unsafe class DriftingResiduals
{
    /// <summary>ρ: a lasting shift of one standard deviation is followed within about 1/ρ rows.</summary>
    private const float CentreRate = 0.003f;

    /// <summary>γ: a tenth of ρ, for a spread takes more rows to tell than a centre.</summary>
    private const float SpreadRate = 0.0003f;

    /// <summary>Twice the usual square: a single wild row widens a spread no more than this.</summary>
    private const float LargestSquare = 2;

    /// <summary>M = e⁶: a residual twenty times as wide as in training is no longer the same signal.</summary>
    private const float LargestSpread = 403.428793f;

    /// <summary>δ² with δ = 10 standard deviations: beyond, a feature counts by its size, not its square, so that one does not drown all others.</summary>
    private const float Knee = 100;

    /// <summary>A residual cannot be larger, in standard deviations: its square still is a float.</summary>
    private const float Largest = 1e15f;

    /// <summary>The row's error; moves centres and spreads.</summary>
    /// <param name="weights">[D]</param>
    /// <param name="row">[≥ D] x</param>
    /// <param name="reconstruction">[≥ D] x̂</param>
    /// <param name="centres">[D] c, 0 at first.</param>
    /// <param name="spreads">[D] m, 1 at first.</param>
    public static float Score(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, Span<float> centres, Span<float> spreads)
    {
        int features = weights.Length;
        if (row.Length < features || reconstruction.Length < features || centres.Length != features || spreads.Length != features)
        {
            throw new ArgumentException(
                $"{features} weights need as many values: row {row.Length}, reconstruction {reconstruction.Length}, centres {centres.Length}, "
                + $"spreads {spreads.Length}.");
        }

        int d = 0;
        float sum = 0;
        fixed (float* w = weights, x = row, y = reconstruction, c = centres, m = spreads)
        {
            if (SimdWidth.Bits >= 512 && features >= 16)
            {
                sum += Step<Lanes512, Vector512<float>>(w, x, y, c, m, features, ref d);
            }

            if (SimdWidth.Bits >= 256 && features - d >= 8)
            {
                sum += Step<Lanes256, Vector256<float>>(w, x, y, c, m, features, ref d);
            }

            if (features - d >= 4)
            {
                sum += Step<Lanes128, Vector128<float>>(w, x, y, c, m, features, ref d);
            }

            sum += Step<LanesScalar, float>(w, x, y, c, m, features, ref d);
        }

        return sum / features;
    }

    /// <summary>One feature's part of an error, before the division by D; moves nothing.</summary>
    public static float PartOf(float weight, float residual, float centre, float spread)
    {
        float u = (MathF.Sqrt(weight) * residual) - centre;
        return weight > 0 ? 2 * Knee * (MathF.Sqrt(1 + (u * u / spread / Knee)) - 1) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Step<TLanes, TVector>(
        float* weights, float* row, float* reconstruction, float* centres, float* spreads, int features, ref int d)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector zero = TLanes.Broadcast(0), one = TLanes.Broadcast(1);
        TVector sum = zero;
        for (; d + TLanes.Count <= features; d += TLanes.Count)
        {
            TVector weight = TLanes.Load(weights + d);
            TVector centre = TLanes.Load(centres + d);
            TVector spread = TLanes.Load(spreads + d);
            TVector residual = TLanes.Subtract(TLanes.Load(row + d), TLanes.Load(reconstruction + d));
            TVector u = TLanes.Subtract(TLanes.Multiply(TLanes.Sqrt(weight), residual), centre);

            // An overflow, ∞ or NaN, becomes a very large residual and does not stay in the state.
            u = TLanes.IfPositive(TLanes.Subtract(TLanes.Broadcast(Largest * Largest), TLanes.Multiply(u, u)), u, TLanes.Broadcast(Largest));
            TVector e = TLanes.Divide(TLanes.Multiply(u, u), spread);
            TVector root = TLanes.Sqrt(TLanes.MultiplyAdd(e, TLanes.Broadcast(1 / Knee), one));
            sum = TLanes.Add(sum, TLanes.IfPositive(weight, TLanes.Subtract(root, one), zero));

            TVector step = TLanes.Max(TLanes.Min(u, one), TLanes.Broadcast(-1));
            TVector moved = TLanes.MultiplyAdd(step, TLanes.Broadcast(CentreRate), centre);
            TVector growth = TLanes.Subtract(TLanes.Min(e, TLanes.Broadcast(LargestSquare)), one);
            TVector widened = TLanes.Multiply(spread, TLanes.MultiplyAdd(growth, TLanes.Broadcast(SpreadRate), one));
            widened = TLanes.Max(TLanes.Min(widened, TLanes.Broadcast(LargestSpread)), one);
            TLanes.Store(TLanes.IfPositive(weight, moved, centre), centres + d);
            TLanes.Store(TLanes.IfPositive(weight, widened, spread), spreads + d);
        }

        return TLanes.Sum(sum) * (2 * Knee);
    }
}
