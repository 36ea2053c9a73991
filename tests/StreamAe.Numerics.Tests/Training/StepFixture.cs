using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

/// <summary>One training step in floats, and the double objective of the same parameters, rows and noise.</summary>
internal sealed unsafe class StepFixture
{
    private readonly Architecture _architecture;
    private readonly TrainingOptions _options;
    private readonly int _rows;

    public StepFixture(Architecture architecture, TrainingOptions options, int rows, ulong seed, double missing = 0)
    {
        _architecture = architecture;
        _options = options;
        _rows = rows;

        // Room for more rows than are given: strides must come from the architecture, not from the buffers.
        Step = new LossGradient(architecture, rows + 3, options);
        var random = new PhiloxRandom(seed);
        int scales = Step.Normalization?.ScaleFloats ?? 0;
        Parameters = GC.AllocateArray<float>(architecture.SlotFloats + scales, pinned: true);
        RandomModels.Parameters(architecture, ref random).CopyTo(Parameters, 0);
        foreach (ref float scale in Parameters.AsSpan(architecture.SlotFloats))
        {
            scale = 0.5f + random.NextSingle();
        }

        Targets = GC.AllocateArray<float>(rows * architecture.RowStride, pinned: true);
        Inputs = GC.AllocateArray<float>(rows * architecture.RowStride, pinned: true);
        bool isShare = options.Loss == ReconstructionLoss.BinaryCrossEntropy;
        for (int r = 0; r < rows; r++)
        {
            for (int d = 0; d < architecture.Features + architecture.Condition; d++)
            {
                int at = (r * architecture.RowStride) + d;
                float value = isShare ? random.NextSingle() : random.NextGaussian();
                bool isMissing = d < architecture.Features && random.NextSingle() < missing;
                Targets[at] = isMissing ? float.NaN : value;
                Inputs[at] = isMissing ? 0 : value;
            }
        }

        IsMasked = missing > 0;
    }

    public LossGradient Step { get; }

    public float[] Parameters { get; }

    public float[] Targets { get; }

    public float[] Inputs { get; }

    public bool IsMasked { get; }

    public float[] Gradient { get; private set; } = [];

    public double Compute(double beta, ref PhiloxRandom random)
    {
        fixed (float* p = Parameters, x = Inputs, t = Targets)
        {
            double loss = Step.Compute(p, x, t, _rows, IsMasked, beta, ref random);
            Gradient = Step.Gradient.ToArray();
            return loss;
        }
    }

    public Measurement Measure(float[] slot)
    {
        var measurement = new Measurement(_architecture, _options, withErrors: true);
        fixed (float* p = slot, x = Inputs, t = Targets)
        {
            Step.Measure(p, x, t, _rows, IsMasked, measurement);
        }

        return measurement;
    }

    /// <summary>The objective with what the last <see cref="Compute"/> drew.</summary>
    public ReferenceObjective Objective(double[] parameters, double beta) => new(_architecture, _options, parameters)
    {
        Beta = beta,
        LatentNoise = LatentNoise(),
        DropoutMasks = [.. Enumerable.Range(0, _architecture.Layers.Length).Select(Masks)],
    };

    public double[][] Doubles(float[] rows, int width) =>
        [.. Enumerable.Range(0, _rows).Select(r => Array.ConvertAll(rows.AsSpan(r * _architecture.RowStride, width).ToArray(), x => (double)x))];

    /// <summary>The loss and, for every trained parameter, its central difference.</summary>
    public (double Loss, double[] Gradient) Reference(double beta)
    {
        const double Width = 1e-5;
        double[] parameters = Array.ConvertAll(Parameters, p => (double)p);
        ReferenceObjective objective = Objective(parameters, beta);
        double[][] inputs = Doubles(Inputs, _architecture.Features + _architecture.Condition);
        double[][] targets = Doubles(Targets, _architecture.Features);
        double[] gradient = new double[Gradient.Length];
        foreach (int p in Trained())
        {
            double kept = parameters[p];
            parameters[p] = kept + Width;
            double above = objective.Loss(inputs, targets);
            parameters[p] = kept - Width;
            double below = objective.Loss(inputs, targets);
            parameters[p] = kept;
            gradient[p] = (above - below) / (2 * Width);
        }

        return (objective.Loss(inputs, targets), gradient);
    }

    /// <summary>Weights, biases and scales, without padding.</summary>
    private IEnumerable<int> Trained()
    {
        int scales = _architecture.SlotFloats;
        for (int l = 0; l < _architecture.Layers.Length; l++)
        {
            DenseLayer layer = _architecture.Layers[l];
            for (int at = layer.WeightOffset; at < layer.BiasOffset + layer.OutputStride; at++)
            {
                if ((at - layer.WeightOffset) % layer.OutputStride < layer.Outputs)
                {
                    yield return at;
                }
            }

            bool isHidden = l != _architecture.LatentLayer && l != _architecture.Layers.Length - 1;
            for (int o = 0; isHidden && Step.Normalization is not null && o < layer.Outputs; o++)
            {
                yield return scales + o;
            }

            scales += isHidden ? layer.OutputStride : 0;
        }
    }

    private double[][] LatentNoise()
    {
        int stride = (_architecture.Latent + 3) / 4 * 4;
        float[] noise = Step.Noise.ToArray();
        return noise.Length == 0
            ? []
            : [.. Enumerable.Range(0, _rows).Select(r => Array.ConvertAll(noise[(r * stride)..((r * stride) + _architecture.Latent)], e => (double)e))];
    }

    private double[]?[]? Masks(int l)
    {
        DenseLayer layer = _architecture.Layers[l];
        if (Step.Dropout is null || l == _architecture.LatentLayer || l == _architecture.Layers.Length - 1)
        {
            return null;
        }

        float[] mask = Step.Dropout.Mask(l).ToArray();
        return [.. Enumerable.Range(0, _rows).Select(r =>
            Array.ConvertAll(mask[(r * layer.OutputStride)..((r * layer.OutputStride) + layer.Outputs)], m => (double)m))];
    }
}
