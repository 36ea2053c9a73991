using System.Diagnostics;

namespace StreamAe.Monitoring.Models;

/// <summary>
/// How rare it is that a quantity is as large, in nats: −ln P(X ≥ x). Empirical up to the 99.5 % quantile q, where it is −ln .005; beyond, an
/// exponential tail: −ln .005 + (x − q) ÷ b with b the median excess over q ÷ ln 2, so that a few wild values do not make it wide. Only what is
/// large is rare. State: [<see cref="Knots"/> quantiles at survivals e^(−t), t evenly spaced][b].
/// </summary>
internal readonly ref struct UpperTail
{
    public const int Knots = 32;

    public const int Floats = Knots + 1;

    private const double TailShare = 0.005;

    // A tail narrower than this share of what lies between the median and where it begins is an accident of few or equal values.
    private const double LeastScaleShare = 0.01;
    private const double LeastScale = 1e-6;

    private static readonly double Begin = -Math.Log(TailShare);

    private readonly ReadOnlySpan<float> _state;

    public UpperTail(ReadOnlySpan<float> state)
    {
        Debug.Assert(state.Length == Floats, "A tail has a state of its own length.");
        _state = state;
    }

    /// <summary>Writes the tail of values.</summary>
    /// <param name="values">At least one, finite; sorted in place.</param>
    /// <param name="state">[<see cref="Floats"/>]</param>
    public static void Fit(Span<float> values, Span<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        values.Sort();
        for (int k = 0; k < Knots; k++)
        {
            state[k] = Quantile(values, 1 - Math.Exp(-Begin * k / (Knots - 1)));
        }

        float begin = state[Knots - 1];
        int above = values.Length;
        while (above > 0 && values[above - 1] > begin)
        {
            above--;
        }

        Span<float> excesses = values[above..];
        double median = excesses.IsEmpty ? 0 : Quantile(excesses, 0.5) - begin;
        double least = (LeastScaleShare * (begin - Quantile(values, 0.5))) + LeastScale;
        state[Knots] = (float)Math.Max(median / Math.Log(2), least);
    }

    /// <summary>Nats; 0 for the smallest values, strictly rising beyond the 99.5 % quantile.</summary>
    public float Surprise(float value)
    {
        float top = _state[Knots - 1];
        if (value > top)
        {
            return (float)(Begin + ((value - top) / _state[Knots]));
        }

        // The last knot that the value exceeds; equal knots, of a quantity with few values, are passed over together.
        int below = -1;
        while (below + 1 < Knots && _state[below + 1] < value)
        {
            below++;
        }

        if (below < 0)
        {
            return 0;
        }

        float part = below + 1 < Knots ? (value - _state[below]) / (_state[below + 1] - _state[below]) : 0;
        return (float)(Begin * (below + part) / (Knots - 1));
    }

    private static float Quantile(ReadOnlySpan<float> sorted, double probability)
    {
        double position = probability * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 >= sorted.Length
            ? sorted[^1]
            : (float)(sorted[below] + ((position - below) * (sorted[below + 1] - (double)sorted[below])));
    }
}
