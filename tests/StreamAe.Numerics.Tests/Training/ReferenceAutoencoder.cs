using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>
/// Scoring, loss and backpropagation written a second time, from the formulas, in double precision and one row at a time. Shares
/// nothing with the product but the parameter layout, which <c>ArchitectureTests</c> checks on its own.
/// </summary>
/// <param name="architecture">The shape.</param>
/// <param name="parameters">At least <c>TrainableFloats</c>; error weights where there are <c>SlotFloats</c>.</param>
internal sealed class ReferenceAutoencoder(Architecture architecture, double[] parameters)
{
    private const double MaxLogVariance = 20;
    private const double LeakySlope = 0.01;

    private bool IsGaussian => architecture.LatentKind == LatentKind.Gaussian;

    public static double Activate(double x, Activation activation) => activation switch
    {
        Activation.Linear => x,
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Relu => Math.Max(0, x),
        Activation.LeakyRelu => x > 0 ? x : LeakySlope * x,
        Activation.Elu => x > 0 ? x : Math.Exp(x) - 1,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation."),
    };

    /// <summary>By the sum x, where the product derives it from the activation's value.</summary>
    public static double Derivative(double x, Activation activation) => activation switch
    {
        Activation.Linear => 1,
        Activation.Tanh => 1 / (Math.Cosh(x) * Math.Cosh(x)),
        Activation.Sigmoid => 1 / ((1 + Math.Exp(-x)) * (1 + Math.Exp(x))),
        Activation.Relu => x > 0 ? 1 : 0,
        Activation.LeakyRelu => x > 0 ? 1 : LeakySlope,
        Activation.Elu => x > 0 ? 1 : Math.Exp(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "No such activation."),
    };

    /// <summary>KL(𝒩(μ, σ²) ‖ 𝒩(0, 1)) = ½·Σ(μ² + σ² − 1 − log σ²).</summary>
    public static double KlDivergence(double[] means, double[] logVariances)
    {
        double sum = 0;
        for (int j = 0; j < means.Length; j++)
        {
            sum += (means[j] * means[j]) + Math.Exp(logVariances[j]) - 1 - logVariances[j];
        }

        return sum / 2;
    }

    /// <summary>x̂, the weighted mean squared error and the KL divergence of one row; a Gaussian latent decodes its means.</summary>
    public (double[] Reconstruction, double Error, double Divergence) Score(double[] row)
    {
        Pass pass = Forward(row, new double[architecture.Latent]);
        double error = 0;
        for (int d = 0; d < architecture.Features; d++)
        {
            double residual = row[d] - pass.Reconstruction[d];
            error += parameters[architecture.ErrorWeightOffset + d] * residual * residual;
        }

        return (pass.Reconstruction, error / architecture.Features, IsGaussian ? KlDivergence(pass.Means, pass.LogVariances) : 0);
    }

    /// <summary>The code of a row, or the means of a Gaussian one.</summary>
    public double[] Encode(double[] row)
    {
        Pass pass = Forward(row, new double[architecture.Latent]);
        return pass.Inputs[architecture.LatentLayer + 1];
    }

    /// <summary>Autoencoder: mean over rows and features of (x − x̂)². VAE: mean over rows of ½‖x − x̂‖² + β·KL.</summary>
    public double Loss(double[][] rows, double[][] noise, double beta)
    {
        double total = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            Pass pass = Forward(rows[r], noise[r]);
            double squares = rows[r].Zip(pass.Reconstruction, (x, y) => (x - y) * (x - y)).Sum();
            total += IsGaussian
                ? (0.5 * squares) + (beta * KlDivergence(pass.Means, pass.LogVariances))
                : squares / architecture.Features;
        }

        return total / rows.Length;
    }

    /// <summary>∂<see cref="Loss"/>/∂parameters, [TrainableFloats].</summary>
    public double[] Gradient(double[][] rows, double[][] noise, double beta)
    {
        double[] gradient = new double[architecture.TrainableFloats];
        for (int r = 0; r < rows.Length; r++)
        {
            AddGradient(rows[r], noise[r], beta, 1.0 / rows.Length, gradient);
        }

        return gradient;
    }

    private void AddGradient(double[] row, double[] noise, double beta, double share, double[] gradient)
    {
        Pass pass = Forward(row, noise);
        double scale = IsGaussian ? 1 : 2.0 / architecture.Features;
        double[] byOutput = [.. row.Zip(pass.Reconstruction, (x, y) => share * scale * (y - x))];
        for (int l = architecture.Layers.Length - 1; l >= 0; l--)
        {
            DenseLayer layer = architecture.Layers[l];
            if (l == architecture.LatentLayer && IsGaussian)
            {
                byOutput = ByMoments(pass, byOutput, noise, beta * share);
            }

            double[] byInput = new double[layer.Inputs];
            for (int o = 0; o < layer.Outputs; o++)
            {
                double bySum = byOutput[o] * Derivative(pass.Sums[l][o], layer.Activation);
                gradient[layer.BiasOffset + o] += bySum;
                for (int i = 0; i < layer.Inputs; i++)
                {
                    int w = layer.WeightOffset + (i * layer.OutputStride) + o;
                    gradient[w] += bySum * pass.Inputs[l][i];
                    byInput[i] += bySum * parameters[w];
                }
            }

            byOutput = byInput;
        }
    }

    /// <summary>z = μ + σε: from ∂L/∂z to ∂L/∂(μ, log σ²); a held log σ² does not move.</summary>
    private double[] ByMoments(Pass pass, double[] byCode, double[] noise, double klWeight)
    {
        int latent = architecture.Latent;
        double[] result = new double[2 * latent];
        for (int j = 0; j < latent; j++)
        {
            double raw = pass.Sums[architecture.LatentLayer][latent + j];
            double deviation = Math.Exp(pass.LogVariances[j] / 2);
            result[j] = byCode[j] + (klWeight * pass.Means[j]);
            result[latent + j] = Math.Abs(raw) >= MaxLogVariance
                ? 0
                : (byCode[j] * noise[j] * deviation / 2) + (klWeight * ((deviation * deviation) - 1) / 2);
        }

        return result;
    }

    private Pass Forward(double[] row, double[] noise)
    {
        int layers = architecture.Layers.Length;
        var pass = new Pass(new double[layers][], new double[layers][], [], [], []);
        double[] values = row;
        for (int l = 0; l < layers; l++)
        {
            DenseLayer layer = architecture.Layers[l];
            double[] sums = new double[layer.Outputs];
            for (int o = 0; o < layer.Outputs; o++)
            {
                sums[o] = parameters[layer.BiasOffset + o];
                for (int i = 0; i < layer.Inputs; i++)
                {
                    sums[o] += values[i] * parameters[layer.WeightOffset + (i * layer.OutputStride) + o];
                }
            }

            pass.Inputs[l] = values;
            pass.Sums[l] = sums;
            values = Array.ConvertAll(sums, x => Activate(x, layer.Activation));
            if (l == architecture.LatentLayer && IsGaussian)
            {
                double[] means = values[..architecture.Latent];
                double[] logVariances = [.. values[architecture.Latent..].Select(v => Math.Clamp(v, -MaxLogVariance, MaxLogVariance))];
                pass = pass with { Means = means, LogVariances = logVariances };
                values = [.. means.Select((m, j) => m + (Math.Exp(logVariances[j] / 2) * noise[j]))];
            }
        }

        return pass with { Reconstruction = values };
    }

    /// <summary>What one row does on its way: what each layer read, and its sums before the activation.</summary>
    private sealed record Pass(double[][] Inputs, double[][] Sums, double[] Means, double[] LogVariances, double[] Reconstruction);
}
