using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Loss and gradient of one mini-batch. Autoencoder: mean over rows and features of (x − x̂)². VAE (the negative ELBO with unit
/// observation variance): mean over rows of ½·Σ_d (x_d − x̂_d)² + β·KL, with z = μ + e^{½ log σ²}·ε.
/// Holds the activations of up to <c>maxRows</c> rows; a workspace of one thread.
/// </summary>
internal sealed unsafe class LossGradient
{
    /// <summary>log σ² is held in ±this: e^±20 is beyond any useful variance and stays far from overflow.</summary>
    private const float MaxLogVariance = 20;

    private readonly Architecture _architecture;
    private readonly int _maxRows;
    private readonly float[] _gradient;
    private readonly float[] _transposed;
    private readonly float[][] _outputs;
    private readonly float[] _delta;
    private readonly float[] _nextDelta;
    private readonly float[] _codes;
    private readonly float[] _noise;
    private readonly int _codeStride;

    public LossGradient(Architecture architecture, int maxRows)
    {
        // Indices are 32 bits from here on, and kernels trust them.
        long floats = (long)maxRows * architecture.MaxStride;
        if (floats > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A batch of {maxRows} rows of {architecture} needs {floats} activations in one layer; {Array.MaxLength} fit. Lower the batch size.",
                nameof(maxRows));
        }

        _architecture = architecture;
        _maxRows = maxRows;
        _gradient = Pinned(architecture.TrainableFloats);
        int widest = 0;
        _outputs = new float[architecture.Layers.Length][];
        for (int l = 0; l < _outputs.Length; l++)
        {
            DenseLayer layer = architecture.Layers[l];
            _outputs[l] = Pinned(maxRows * layer.OutputStride);
            widest = Math.Max(widest, Pad(layer.Inputs) * layer.OutputStride);
        }

        _transposed = Pinned(widest);
        _delta = Pinned(maxRows * architecture.MaxStride);
        _nextDelta = Pinned(maxRows * architecture.MaxStride);
        _codeStride = Pad(architecture.Latent);
        bool gaussian = architecture.LatentKind == LatentKind.Gaussian;
        _codes = gaussian ? Pinned(maxRows * _codeStride) : [];
        _noise = gaussian ? Pinned(maxRows * _codeStride) : [];
    }

    /// <summary>[TrainableFloats] of the last <see cref="Compute"/>; padding 0.</summary>
    public float[] Gradient => _gradient;

    /// <summary>The latent noise ε of the last batch, [rows × padded J]: for checks against an independent computation.</summary>
    internal ReadOnlySpan<float> Noise => _noise;

    /// <summary>Loss of <paramref name="rows"/> rows; no gradient. A VAE decodes its means here, so the figure has no noise.</summary>
    public double Loss(float* parameters, float* input, int rows, double beta)
    {
        var noNoise = default(PhiloxRandom);
        Forward(parameters, input, rows, sample: false, ref noNoise);
        return OutputLoss(input, rows, null) + (beta * Divergence(rows) / rows);
    }

    /// <summary>Loss of the batch, its gradient in <see cref="Gradient"/>.</summary>
    /// <param name="input">[rows × RowStride], padding 0.</param>
    public double Compute(float* parameters, float* input, int rows, double beta, ref PhiloxRandom random)
    {
        Forward(parameters, input, rows, sample: true, ref random);
        Array.Clear(_gradient);
        fixed (float* delta = _delta, next = _nextDelta)
        {
            double loss = OutputLoss(input, rows, delta);
            if (_architecture.LatentKind == LatentKind.Gaussian)
            {
                loss += beta * Divergence(rows) / rows;
            }

            Backward(parameters, input, rows, beta, delta, next);
            return loss;
        }
    }

    private static float[] Pinned(int floats) => GC.AllocateArray<float>(floats, pinned: true);

    private static int Pad(int width) => (width + Architecture.LaneFloats - 1) / Architecture.LaneFloats * Architecture.LaneFloats;

    private void Forward(float* parameters, float* input, int rows, bool sample, ref PhiloxRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _maxRows);
        int inputStride = _architecture.RowStride;
        for (int l = 0; l < _outputs.Length; l++)
        {
            ref readonly DenseLayer layer = ref _architecture.Layers[l];
            fixed (float* output = _outputs[l], codes = _codes)
            {
                DenseKernel.Forward(
                    input,
                    inputStride,
                    parameters + layer.WeightOffset,
                    parameters + layer.BiasOffset,
                    output,
                    layer.OutputStride,
                    rows,
                    layer.Inputs,
                    layer.OutputStride,
                    layer.Activation);
                input = output;
                inputStride = layer.OutputStride;
                if (l == _architecture.LatentLayer && _architecture.LatentKind == LatentKind.Gaussian)
                {
                    DrawCodes(rows, sample, ref random);
                    input = codes;
                    inputStride = _codeStride;
                }
            }
        }
    }

    private void DrawCodes(int rows, bool sample, ref PhiloxRandom random)
    {
        int latent = _architecture.Latent;
        int stride = _architecture.Layers[_architecture.LatentLayer].OutputStride;
        float[] moments = _outputs[_architecture.LatentLayer];
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < latent; j++)
            {
                ref float logVariance = ref moments[(r * stride) + latent + j];
                logVariance = Math.Clamp(logVariance, -MaxLogVariance, MaxLogVariance);
                float epsilon = sample ? random.NextGaussian() : 0;
                _noise[(r * _codeStride) + j] = epsilon;
                _codes[(r * _codeStride) + j] = moments[(r * stride) + j] + (MathF.Exp(0.5f * logVariance) * epsilon);
            }
        }
    }

    /// <summary>The reconstruction term; where <paramref name="delta"/> is given, its gradient by the output layer's sums.</summary>
    private double OutputLoss(float* input, int rows, float* delta)
    {
        int features = _architecture.Features;
        int stride = _architecture.RowStride;
        bool gaussian = _architecture.LatentKind == LatentKind.Gaussian;
        float[] output = _outputs[^1];
        float gradientScale = gaussian ? 1f / rows : 2f / ((float)rows * features);
        double total = 0;
        for (int r = 0; r < rows; r++)
        {
            float sum = 0;
            for (int d = 0; d < features; d++)
            {
                float residual = output[(r * stride) + d] - input[(r * stride) + d];
                sum += residual * residual;
                if (delta != null)
                {
                    delta[(r * stride) + d] = residual * gradientScale;
                }
            }

            if (delta != null)
            {
                for (int d = features; d < stride; d++)
                {
                    delta[(r * stride) + d] = 0;
                }
            }

            total += sum;
        }

        return gaussian ? 0.5 * total / rows : total / ((double)rows * features);
    }

    /// <summary>Σ over rows of KL(q(z|x) ‖ 𝒩(0, I)).</summary>
    private double Divergence(int rows)
    {
        if (_architecture.LatentKind != LatentKind.Gaussian)
        {
            return 0;
        }

        int latent = _architecture.Latent;
        int stride = _architecture.Layers[_architecture.LatentLayer].OutputStride;
        float[] moments = _outputs[_architecture.LatentLayer];
        double sum = 0;
        for (int r = 0; r < rows; r++)
        {
            for (int j = 0; j < latent; j++)
            {
                float mean = moments[(r * stride) + j];
                float logVariance = moments[(r * stride) + latent + j];
                sum += 1 + logVariance - (mean * mean) - MathF.Exp(logVariance);
            }
        }

        return -0.5 * sum;
    }

    private void Backward(float* parameters, float* batch, int rows, double beta, float* delta, float* next)
    {
        for (int l = _outputs.Length - 1; l >= 0; l--)
        {
            ref readonly DenseLayer layer = ref _architecture.Layers[l];
            bool readsCodes = l == _architecture.LatentLayer + 1 && _architecture.LatentKind == LatentKind.Gaussian;
            float[]? below = l == 0 ? null : readsCodes ? _codes : _outputs[l - 1];
            int inputStride = l == 0 ? _architecture.RowStride : readsCodes ? _codeStride : _architecture.Layers[l - 1].OutputStride;
            fixed (float* gradient = _gradient, output = _outputs[l], belowPointer = below, transposed = _transposed)
            {
                // delta holds dL/d(output); the activation turns it into dL/d(sum).
                MultiplyByDerivative(delta, output, rows * layer.OutputStride, layer.Activation);
                float* input = below == null ? batch : belowPointer;
                DenseKernel.AccumulateGradient(
                    input,
                    inputStride,
                    delta,
                    layer.OutputStride,
                    gradient + layer.WeightOffset,
                    gradient + layer.BiasOffset,
                    rows,
                    layer.Inputs,
                    layer.OutputStride);
                if (l == 0)
                {
                    return;
                }

                Transpose(parameters + layer.WeightOffset, layer, inputStride, transposed);
                DenseKernel.Forward(
                    delta, layer.OutputStride, transposed, null, next, inputStride, rows, layer.Outputs, inputStride, Activation.Linear);
                if (readsCodes)
                {
                    ToMoments(next, delta, rows, beta);
                }
                else
                {
                    float* spent = delta;
                    delta = next;
                    next = spent;
                }
            }
        }
    }

    /// <summary>From dL/dz to dL/d(μ, log σ²), adding the KL term: dμ = dz + βμ/n, d log σ² = dz·ε·½e^{½ log σ²} + ½β(e^{log σ²} − 1)/n.</summary>
    private void ToMoments(float* codeDelta, float* delta, int rows, double beta)
    {
        int latent = _architecture.Latent;
        int stride = _architecture.Layers[_architecture.LatentLayer].OutputStride;
        float[] moments = _outputs[_architecture.LatentLayer];
        float weight = (float)(beta / rows);
        for (int r = 0; r < rows; r++)
        {
            float* target = delta + ((nint)r * stride);
            for (int j = 0; j < latent; j++)
            {
                float dz = codeDelta[(r * _codeStride) + j];
                float logVariance = moments[(r * stride) + latent + j];
                float deviation = MathF.Exp(0.5f * logVariance);
                bool clamped = MathF.Abs(logVariance) >= MaxLogVariance;
                target[j] = dz + (weight * moments[(r * stride) + j]);
                target[latent + j] = clamped
                    ? 0
                    : (0.5f * dz * _noise[(r * _codeStride) + j] * deviation) + (0.5f * weight * ((deviation * deviation) - 1));
            }

            for (int j = 2 * latent; j < stride; j++)
            {
                target[j] = 0;
            }
        }
    }

    /// <summary>[Inputs × OutputStride] → [Outputs × inputStride], padding 0: the backward pass is then a forward product too.</summary>
    private static void Transpose(float* weights, in DenseLayer layer, int inputStride, float* transposed)
    {
        for (int o = 0; o < layer.Outputs; o++)
        {
            float* row = transposed + ((nint)o * inputStride);
            for (int i = 0; i < layer.Inputs; i++)
            {
                row[i] = weights[((nint)i * layer.OutputStride) + o];
            }

            for (int i = layer.Inputs; i < inputStride; i++)
            {
                row[i] = 0;
            }
        }
    }

    private static void MultiplyByDerivative(float* delta, float* output, int count, Activation activation)
    {
        if (activation == Activation.Linear)
        {
            return;
        }

        int i = 0;
        if (SimdWidth.Bits >= 512)
        {
            Multiply<Lanes512, Vector512<float>>(delta, output, count, activation, ref i);
        }

        if (SimdWidth.Bits >= 256)
        {
            Multiply<Lanes256, Vector256<float>>(delta, output, count, activation, ref i);
        }

        Multiply<Lanes128, Vector128<float>>(delta, output, count, activation, ref i);
    }

    private static void Multiply<TLanes, TVector>(float* delta, float* output, int count, Activation activation, ref int i)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (; i + TLanes.Count <= count; i += TLanes.Count)
        {
            TVector slope = Functions.Derivative<TLanes, TVector>(TLanes.Load(output + i), activation);
            TLanes.Store(TLanes.Multiply(TLanes.Load(delta + i), slope), delta + i);
        }
    }
}
