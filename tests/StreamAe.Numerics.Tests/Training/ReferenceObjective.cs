using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>
/// What a training step minimises, written a second time from the formulas in double precision: every loss, penalty and layer, given the
/// noise that the step drew. It knows no derivative: gradients are its central differences.
/// </summary>
/// <param name="parameters">[SlotFloats], then the scales of batch normalisation, each hidden layer's padded to its stride.</param>
internal sealed class ReferenceObjective(Architecture architecture, TrainingOptions options, double[] parameters)
{
    private const double NormalizationEpsilon = 1e-5;
    private const double MaxLogVariance = 20;

    /// <summary>ε of each row and latent unit.</summary>
    public double[][] LatentNoise { get; init; } = [];

    /// <summary>[layer][row][unit]; null for a layer that drops nothing.</summary>
    public double[]?[]?[] DropoutMasks { get; init; } = [];

    public double Beta { get; init; } = 1;

    /// <summary>Means and variances of a hidden layer to normalise by, in place of the batch's own.</summary>
    public Func<int, (float[] Means, float[] Variances)>? RunningStatistics { get; init; }

    /// <summary>x̂ of each row in the last <see cref="Loss"/>.</summary>
    public double[][] Reconstructions { get; private set; } = [];

    private bool IsGaussian => architecture.LatentKind == LatentKind.Gaussian;

    /// <param name="inputs">D + C values a row: what is read.</param>
    /// <param name="targets">D values a row, NaN where not observed.</param>
    public double Loss(double[][] inputs, double[][] targets)
    {
        double[][] values = inputs;
        double[][] sums = [];
        double penalty = 0;
        for (int l = 0; l < architecture.Layers.Length; l++)
        {
            DenseLayer layer = architecture.Layers[l];
            bool isHidden = l != architecture.LatentLayer && l != architecture.Layers.Length - 1;
            bool isNormalized = isHidden && options.Regularization.BatchNormalization;
            sums = [.. values.Select(row => Sums(layer, row, withBias: !isNormalized))];
            if (isNormalized)
            {
                Normalize(l, layer, sums);
            }

            values = [.. sums.Select(row => Array.ConvertAll(row, s => ReferenceAutoencoder.Activate(s, layer.Activation)))];
            if (isHidden && options.Regularization.Dropout > 0)
            {
                values = [.. values.Select((row, r) => row.Select((v, u) => v * DropoutMasks[l]![r]![u]).ToArray())];
            }

            if (l == architecture.LatentLayer)
            {
                (values, double latentTerm) = Latent(values);
                penalty += latentTerm;
                values = [.. values.Select((code, r) => code.Concat(inputs[r][architecture.Features..]).ToArray())];
            }
        }

        Reconstructions = values;
        return Reconstruction(sums, values, targets) + penalty + Decay();
    }

    private static double Entropy(double target, double logit) =>
        (target * SoftPlus(-logit)) + ((1 - target) * SoftPlus(logit));

    /// <summary>ln(1 + eˣ)</summary>
    private static double SoftPlus(double x) => x > 0 ? x + Math.Log(1 + Math.Exp(-x)) : Math.Log(1 + Math.Exp(x));

    private double[] Sums(DenseLayer layer, double[] row, bool withBias)
    {
        double[] sums = new double[layer.Outputs];
        for (int o = 0; o < layer.Outputs; o++)
        {
            sums[o] = withBias ? parameters[layer.BiasOffset + o] : 0;
            for (int i = 0; i < layer.Inputs; i++)
            {
                sums[o] += row[i] * parameters[layer.WeightOffset + (i * layer.OutputStride) + o];
            }
        }

        return sums;
    }

    private void Normalize(int l, DenseLayer layer, double[][] sums)
    {
        int scales = architecture.SlotFloats;
        for (int k = 0; k < l; k++)
        {
            scales += k == architecture.LatentLayer ? 0 : architecture.Layers[k].OutputStride;
        }

        for (int o = 0; o < layer.Outputs; o++)
        {
            double mean = sums.Average(row => row[o]);
            double variance = sums.Average(row => (row[o] - mean) * (row[o] - mean));
            if (RunningStatistics is not null)
            {
                (mean, variance) = (RunningStatistics(l).Means[o], RunningStatistics(l).Variances[o]);
            }

            foreach (double[] row in sums)
            {
                row[o] = (parameters[scales + o] * (row[o] - mean) / Math.Sqrt(variance + NormalizationEpsilon)) + parameters[layer.BiasOffset + o];
            }
        }
    }

    /// <summary>Codes for the decoder, and what the latent adds to the loss.</summary>
    private (double[][] Codes, double Term) Latent(double[][] values)
    {
        int latent = architecture.Latent;
        if (!IsGaussian)
        {
            return (values, Sparsity(values));
        }

        double[][] logVariances = [.. values.Select(row => row[latent..].Select(v => Math.Clamp(v, -MaxLogVariance, MaxLogVariance)).ToArray())];
        double term = 0;
        for (int j = 0; j < latent; j++)
        {
            double divergence = values.Select((row, r) =>
                ((row[j] * row[j]) + Math.Exp(logVariances[r][j]) - 1 - logVariances[r][j]) / 2).Average();
            term += Math.Max(divergence, options.Variational.FreeBits);
        }

        double[][] codes = [.. values.Select((row, r) =>
            Enumerable.Range(0, latent).Select(j => row[j] + (Math.Exp(logVariances[r][j] / 2) * LatentNoise[r][j])).ToArray())];
        return (codes, Beta * term);
    }

    private double Sparsity(double[][] codes)
    {
        RegularizationOptions regularization = options.Regularization;
        double rho = regularization.SparsityTarget;
        double Divergence(int j)
        {
            double mean = codes.Average(row => architecture.LatentActivation == Activation.Tanh ? (row[j] + 1) / 2 : row[j]);
            return (rho * Math.Log(rho / mean)) + ((1 - rho) * Math.Log((1 - rho) / (1 - mean)));
        }

        return regularization.SparsityWeight * regularization.Sparsity switch
        {
            SparsityKind.Divergence => Enumerable.Range(0, architecture.Latent).Sum(Divergence),
            SparsityKind.Absolute => codes.Average(row => row.Sum(Math.Abs)),
            _ => 0,
        };
    }

    private double Reconstruction(double[][] logits, double[][] outputs, double[][] targets)
    {
        double sum = 0;
        int observed = 0;
        for (int r = 0; r < targets.Length; r++)
        {
            for (int d = 0; d < architecture.Features; d++)
            {
                double target = targets[r][d];
                if (double.IsNaN(target))
                {
                    continue;
                }

                observed++;
                double residual = Math.Abs(outputs[r][d] - target);
                double delta = options.HuberDelta;
                sum += options.Loss switch
                {
                    // The autoencoder's is the mean squared error; the VAE's the Gaussian log likelihood, with its ½.
                    ReconstructionLoss.MeanSquared => (IsGaussian ? 0.5 : 1) * residual * residual,
                    ReconstructionLoss.Huber => residual <= delta ? 0.5 * residual * residual : delta * (residual - (0.5 * delta)),
                    _ => Entropy(target, logits[r][d]),
                };
            }
        }

        return sum / (IsGaussian ? targets.Length : observed);
    }

    private double Decay()
    {
        double sum = 0;
        foreach (DenseLayer layer in architecture.Layers)
        {
            for (int w = layer.WeightOffset; w < layer.BiasOffset; w++)
            {
                sum += (options.Regularization.L1 * Math.Abs(parameters[w])) + (options.Regularization.L2 * parameters[w] * parameters[w] / 2);
            }
        }

        return sum;
    }
}
