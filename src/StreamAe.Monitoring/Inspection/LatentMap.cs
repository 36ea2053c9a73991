using StreamAe.Numerics.Baselines;

namespace StreamAe.Monitoring.Inspection;

/// <summary>Latent codes as people look at them: two axes, and what each unit says.</summary>
internal static class LatentMap
{
    /// <summary>Two coordinates a code: its own units where it has at most two, else along their principal directions.</summary>
    /// <param name="codes">[rows × units]</param>
    public static (double[] X, double[] Y, bool ArePrincipal) Of(ReadOnlySpan<float> codes, int units)
    {
        int rows = codes.Length / units;
        double[] x = new double[rows], y = new double[rows];
        bool isPrincipal = units > 2;
        PrincipalComponents? components = isPrincipal ? PrincipalComponents.Fit(codes, units, varianceKept: 1) : null;
        Span<double> coordinates = stackalloc double[2];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> code = codes.Slice(i * units, units);
            coordinates.Clear();
            if (components is not null)
            {
                components.Project(code, coordinates[..Math.Min(2, components.Components)]);
            }
            else
            {
                coordinates[0] = code[0];
                coordinates[1] = units > 1 ? code[1] : 0;
            }

            (x[i], y[i]) = (coordinates[0], coordinates[1]);
        }

        return (x, y, isPrincipal);
    }

    /// <summary>[units] mean over the rows of KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − ln σ² − 1), nats.</summary>
    public static float[] Divergences(ReadOnlySpan<float> means, ReadOnlySpan<float> logVariances, int units)
    {
        double[] sums = new double[units];
        for (int i = 0; i < means.Length; i++)
        {
            sums[i % units] += 0.5 * (((double)means[i] * means[i]) + Math.Exp(logVariances[i]) - logVariances[i] - 1);
        }

        double rows = (double)means.Length / units;
        return Array.ConvertAll(sums, sum => (float)(sum / rows));
    }
}
