using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Tests.Training;

namespace StreamAe.Numerics.Tests.Coding;

/// <summary>Encoder, decoder and reconstruction probability from the formulas: double precision, one row at a time.</summary>
internal sealed class ReferenceCoder(Architecture architecture, float[] parameters)
{
    /// <summary>The latent layer's outputs: J, or 2J for a Gaussian latent.</summary>
    public double[] Encode(float[] row) =>
        Forward(0, architecture.LatentLayer, [.. row[..(architecture.Features + architecture.Condition)].Select(v => (double)v)]);

    public double[] Decode(double[] code, float[] context) =>
        Forward(architecture.LatentLayer + 1, architecture.Layers.Length - 1, [.. code, .. context.Select(v => (double)v)]);

    public double ReconstructionProbability(float[] row, ulong rowNumber, ulong seed, int samples)
    {
        int latent = architecture.Latent;
        double[] moments = Encode(row);
        float[] context = row[architecture.Features..(architecture.Features + architecture.Condition)];
        var random = new PhiloxRandom(seed, rowNumber);
        double logProbability = 0;
        for (int l = 0; l < samples; l++)
        {
            double[] code = new double[latent];
            for (int j = 0; j < latent; j++)
            {
                code[j] = moments[j] + (Math.Exp(0.5 * Math.Clamp(moments[latent + j], -20, 20)) * random.NextGaussian());
            }

            double[] reconstruction = Decode(code, context);
            for (int d = 0; d < architecture.Features; d++)
            {
                double weight = parameters[architecture.ErrorWeightOffset + d];
                double residual = row[d] - reconstruction[d];
                logProbability -= weight > 0 ? 0.5 * (Math.Log(2 * Math.PI / weight) + (weight * residual * residual)) : 0;
            }
        }

        return -logProbability / samples;
    }

    private double[] Forward(int first, int last, double[] values)
    {
        foreach (DenseLayer layer in architecture.Layers[first..(last + 1)])
        {
            double[] outputs = new double[layer.Outputs];
            for (int o = 0; o < outputs.Length; o++)
            {
                double sum = parameters[layer.BiasOffset + o];
                for (int i = 0; i < layer.Inputs; i++)
                {
                    sum += values[i] * parameters[layer.WeightOffset + (i * layer.OutputStride) + o];
                }

                outputs[o] = ReferenceAutoencoder.Activate(sum, layer.Activation);
            }

            values = outputs;
        }

        return values;
    }
}
