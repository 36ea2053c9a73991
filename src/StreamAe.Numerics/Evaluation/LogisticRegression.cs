namespace StreamAe.Numerics.Evaluation;

/// <summary>
/// Multinomial logistic regression: p(c|x) ∝ exp(w_c·x + b_c), fitted by maximum likelihood with an L2 penalty on standardised features: the
/// plain classifier that shows what a representation holds. Convex, so that the fit depends on nothing but the rows.
/// </summary>
public sealed class LogisticRegression
{
    /// <summary>λ of ½λ·Σw²: enough to keep the weights of separable classes finite, too little to be seen elsewhere.</summary>
    private const double Penalty = 1e-3;

    /// <summary>Accelerated gradient steps at most; the error of the objective falls as 2L·|w*|²/steps².</summary>
    private const int MaxSteps = 2000;

    /// <summary>Largest entry of the gradient of the mean log-likelihood at which the fit has arrived.</summary>
    private const double GradientTolerance = 1e-5;

    private readonly double[] _means;
    private readonly double[] _inverses;
    private readonly double[] _weights;

    private LogisticRegression(int classes, double[] means, double[] inverses, double[] weights)
    {
        Classes = classes;
        _means = means;
        _inverses = inverses;
        _weights = weights;
    }

    public int Classes { get; }

    private int Features => _means.Length;

    /// <param name="rows">[N × features], finite.</param>
    /// <param name="labels">[N] in 0 … classes − 1.</param>
    public static LogisticRegression Fit(ReadOnlySpan<float> rows, int features, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.IsEmpty || rows.Length != (long)labels.Length * features)
        {
            throw new ArgumentException($"{labels.Length} labels and {rows.Length} values of rows of {features} features do not belong together.", nameof(labels));
        }

        (double[] means, double[] inverses) = Moments(rows, features, labels.Length);
        int width = features + 1;
        double[] x = new double[labels.Length * width];
        for (int r = 0; r < labels.Length; r++)
        {
            Standardise(rows.Slice(r * features, features), means, inverses, x.AsSpan(r * width, width));
        }

        // Nesterov (1983) with restarts (O'Donoghue and Candès 2015); 1/L with L from the softmax' Hessian, at most ½·λmax(XᵀX)/N.
        double step = 1 / ((0.5 * LargestEigenvalue(x, width, labels.Length)) + Penalty);
        double[] weights = new double[classes * width];
        double[] ahead = [.. weights];
        double[] gradient = new double[weights.Length];
        double momentum = 1;
        for (int t = 0; t < MaxSteps; t++)
        {
            Gradient(x, width, labels, classes, ahead, gradient);
            double next = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            double along = 0, largest = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                double moved = ahead[i] - (step * gradient[i]);
                double change = moved - weights[i];
                along += gradient[i] * change;
                largest = Math.Max(largest, Math.Abs(gradient[i]));
                ahead[i] = moved + ((momentum - 1) / next * change);
                weights[i] = moved;
            }

            if (largest < GradientTolerance)
            {
                break;
            }

            momentum = next;
            if (along > 0)
            {
                momentum = 1;
                weights.CopyTo(ahead, 0);
            }
        }

        return new LogisticRegression(classes, means, inverses, weights);
    }

    /// <param name="row">[features]</param>
    /// <param name="probabilities">[Classes] of sum 1.</param>
    public void Predict(ReadOnlySpan<float> row, Span<double> probabilities)
    {
        double[] x = new double[Features + 1];
        Standardise(row, _means, _inverses, x);
        Softmax(x, _weights, probabilities);
    }

    private static (double[] Means, double[] Inverses) Moments(ReadOnlySpan<float> rows, int features, int count)
    {
        double[] means = new double[features];
        double[] inverses = new double[features];
        for (int i = 0; i < rows.Length; i++)
        {
            means[i % features] += rows[i] / (double)count;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            double deviation = rows[i] - means[i % features];
            inverses[i % features] += deviation * deviation / count;
        }

        // A feature that does not change tells no class from another.
        return (means, Array.ConvertAll(inverses, variance => variance > 0 ? 1 / Math.Sqrt(variance) : 0));
    }

    private static void Standardise(ReadOnlySpan<float> row, double[] means, double[] inverses, Span<double> x)
    {
        for (int d = 0; d < means.Length; d++)
        {
            x[d] = (row[d] - means[d]) * inverses[d];
        }

        x[means.Length] = 1;
    }

    private static void Softmax(ReadOnlySpan<double> x, double[] weights, Span<double> probabilities)
    {
        double highest = double.NegativeInfinity, sum = 0;
        for (int c = 0; c < probabilities.Length; c++)
        {
            probabilities[c] = Dot(x, weights.AsSpan(c * x.Length, x.Length));
            highest = Math.Max(highest, probabilities[c]);
        }

        foreach (ref double p in probabilities)
        {
            p = Math.Exp(p - highest);
            sum += p;
        }

        foreach (ref double p in probabilities)
        {
            p /= sum;
        }
    }

    /// <summary>Of the mean negative log-likelihood and ½λ·Σw²; the biases are not held back.</summary>
    private static void Gradient(double[] x, int width, ReadOnlySpan<int> labels, int classes, double[] weights, double[] gradient)
    {
        Array.Clear(gradient);
        double[] p = new double[classes];
        for (int r = 0; r < labels.Length; r++)
        {
            ReadOnlySpan<double> row = x.AsSpan(r * width, width);
            Softmax(row, weights, p);
            p[labels[r]] -= 1;
            for (int c = 0; c < classes; c++)
            {
                double scale = p[c] / labels.Length;
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(row, scale, gradient.AsSpan(c * width, width), gradient.AsSpan(c * width, width));
            }
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] += i % width == width - 1 ? 0 : Penalty * weights[i];
        }
    }

    /// <summary>λmax(XᵀX)/N by power iteration from the all-ones vector, raised a little: an underestimate would let steps overshoot.</summary>
    private static double LargestEigenvalue(double[] x, int width, int rows)
    {
        const int Iterations = 100;
        const double Safety = 1.05;
        double[] v = new double[width];
        double[] next = new double[width];
        for (int d = 0; d < width; d++)
        {
            v[d] = (1 + (0.1 * (d % 7))) / Math.Sqrt(width);
        }

        double eigenvalue = 0;
        for (int t = 0; t < Iterations; t++)
        {
            Array.Clear(next);
            for (int r = 0; r < rows; r++)
            {
                ReadOnlySpan<double> row = x.AsSpan(r * width, width);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(row, Dot(row, v) / rows, next, next);
            }

            double norm = Math.Sqrt(Dot(next, next));
            bool settled = Math.Abs(norm - eigenvalue) < 1e-6 * norm;
            eigenvalue = norm;
            for (int d = 0; d < width; d++)
            {
                v[d] = next[d] / norm;
            }

            if (settled)
            {
                break;
            }
        }

        return Safety * eigenvalue;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}
