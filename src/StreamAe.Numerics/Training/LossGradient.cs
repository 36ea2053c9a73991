using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Loss and gradient of one mini-batch: <see cref="ReconstructionTerm"/>, for a VAE the KL term, and what the options add to them. Without a
/// gradient it measures, as scoring would: the means of a VAE are decoded, nothing is dropped, nothing normalised.
/// Holds the activations of up to <c>maxRows</c> rows; a workspace of one thread. Parameters are
/// [<see cref="Architecture.SlotFloats"/>], followed by the scales of batch normalisation where that is on.
/// </summary>
internal sealed unsafe class LossGradient
{
    private readonly Architecture _architecture;
    private readonly int _maxRows;
    private readonly AlignedFloats[] _outputs;

    // Which values each layer read on the last way forward, for the weight gradients: an output, its dropped copy, the batch, the codes.
    private readonly nint[] _inputs;
    private readonly int[] _inputStrides;

    // dL/d(outputs) of the layer at work and of the one below; that of the output layer takes the place of its outputs.
    private readonly AlignedFloats _delta;
    private readonly AlignedFloats _nextDelta;

    // What the decoder reads where that is not simply the latent layer's output: sampled codes, codes with their context.
    private readonly AlignedFloats? _codes;
    private readonly int _codeStride;
    private readonly BlockedProducts _products;
    private readonly ReconstructionTerm _reconstruction;
    private readonly GaussianLatent? _latent;
    private readonly ISparsityPenalty? _sparsity;
    private readonly Dropout? _dropout;
    private readonly WeightDecay? _decay;
    private readonly AlignedFloats _gradient;

    public LossGradient(Architecture architecture, int maxRows, TrainingOptions? options = null)
    {
        options ??= new TrainingOptions();

        // Indices are 32 bits from here on, and kernels trust them.
        long floats = (long)maxRows * architecture.MaxStride;
        if (floats > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A batch of {maxRows} rows of {architecture} needs {floats} activations in one layer; {Array.MaxLength} fit. Lower the batch size.",
                nameof(maxRows));
        }

        RegularizationOptions regularization = options.Regularization;
        _architecture = architecture;
        _maxRows = maxRows;
        _outputs = [.. architecture.Layers.ToArray().Select(layer => new AlignedFloats((long)maxRows * layer.OutputStride))];
        _inputs = new nint[_outputs.Length];
        _inputStrides = new int[_outputs.Length];
        int widest = DeltaStride(architecture);
        _delta = new AlignedFloats((long)maxRows * widest);
        _nextDelta = new AlignedFloats((long)maxRows * widest);
        bool isGaussian = architecture.LatentKind == LatentKind.Gaussian;
        _codeStride = BlockedProducts.Pad(architecture.Latent + architecture.Condition);
        _codes = isGaussian || architecture.Condition > 0 ? new AlignedFloats((long)maxRows * _codeStride) : null;
        _products = new BlockedProducts(architecture, maxRows);
        _reconstruction = new ReconstructionTerm(architecture, options);
        _latent = isGaussian ? new GaussianLatent(architecture, maxRows, options.Variational.FreeBits) : null;
        _sparsity = regularization.Sparsity switch
        {
            SparsityKind.Divergence => new DivergencePenalty(
                architecture.Latent, architecture.LatentActivation, regularization.SparsityTarget, regularization.SparsityWeight),
            SparsityKind.Absolute => new AbsolutePenalty(architecture.Latent, regularization.SparsityWeight),
            _ => null,
        };
        _dropout = regularization.Dropout > 0 ? new Dropout(architecture, maxRows, regularization.Dropout) : null;
        _decay = regularization.L1 > 0 || regularization.L2 > 0 ? new WeightDecay(architecture, regularization.L1, regularization.L2) : null;
        Normalization = regularization.BatchNormalization ? new BatchNormalization(architecture, maxRows) : null;
        _gradient = new AlignedFloats(TrainedFloats(architecture, Normalization?.ScaleFloats ?? 0));
    }

    /// <summary>Of the last <see cref="Compute"/>: what an optimiser walks over; 0 wherever there is nothing to train.</summary>
    public Span<float> Gradient => _gradient.Span;

    /// <summary>Good for as long as this object is reachable.</summary>
    public float* GradientPointer => _gradient.Pointer;

    /// <summary>Null where it is off.</summary>
    public BatchNormalization? Normalization { get; }

    /// <summary>The latent noise ε of the last batch, [rows × padded J]: for checks against an independent computation.</summary>
    internal ReadOnlySpan<float> Noise => _latent is null ? [] : _latent.Noise;

    /// <summary>Null where it is off: for checks against an independent computation.</summary>
    internal Dropout? Dropout => _dropout;

    /// <summary>Floats from one row to the next of what is propagated back: no layer propagates to the input, so the widest inside one.</summary>
    public static int DeltaStride(Architecture architecture)
    {
        int widest = BlockedProducts.Pad(architecture.Latent);
        foreach (ref readonly DenseLayer layer in architecture.Layers[..^1])
        {
            widest = Math.Max(widest, layer.OutputStride);
        }

        return widest;
    }

    /// <summary>Floats an optimiser walks over.</summary>
    public static int TrainedFloats(Architecture architecture, int scaleFloats) =>
        scaleFloats == 0 ? architecture.TrainableFloats : architecture.SlotFloats + scaleFloats;

    /// <summary>Adds what <paramref name="rows"/> rows measure to <paramref name="measurement"/>; no gradient, no noise.</summary>
    /// <param name="parameters">A slot: what scoring would use.</param>
    public void Measure(float* parameters, float* input, float* target, int rows, bool masked, Measurement measurement)
    {
        var noNoise = default(PhiloxRandom);
        Forward(parameters, input, rows, isStep: false, ref noNoise);
        float* outputs = _outputs[^1].Pointer;
        measurement.Rows += rows;
        measurement.Observed += masked ? _reconstruction.CountObserved(target, rows) : (long)rows * _architecture.Features;
        measurement.Reconstruction += _reconstruction.Sum(outputs, target, rows, masked);
        _latent?.AddDivergences(_outputs[_architecture.LatentLayer].Pointer, rows, measurement.Divergences);
        if (measurement.WithErrors)
        {
            DenseLayer last = _architecture.Layers[^1];
            Activation pending = _reconstruction.ReadsLogits ? last.Activation : Activation.Linear;
            ActivationKernel.Apply(pending, outputs, last.OutputStride, rows, last.OutputStride);
            measurement.AddErrors(outputs, last.OutputStride, target, _architecture.RowStride, rows, _architecture.Features);
        }

        GC.KeepAlive(this);
    }

    /// <summary>The codes of rows, [rows × the latent layer's stride], means first where it is Gaussian; good until the next call.</summary>
    public ReadOnlySpan<float> Encode(float* parameters, float* input, int rows)
    {
        var noNoise = default(PhiloxRandom);
        Forward(parameters, input, rows, isStep: false, ref noNoise, _architecture.LatentLayer + 1);
        return _outputs[_architecture.LatentLayer].Span[..(rows * _architecture.Layers[_architecture.LatentLayer].OutputStride)];
    }

    /// <summary>Loss of the batch, its gradient in <see cref="Gradient"/>.</summary>
    /// <param name="input">[rows × RowStride] what the model reads, finite, padding 0.</param>
    /// <param name="target">[rows × RowStride] what it is to say; <paramref name="input"/> itself where nothing was spoilt or left out.</param>
    /// <param name="masked">Whether targets may be NaN, for not observed.</param>
    /// <param name="random">Dropout and latent noise are drawn from it.</param>
    public double Compute(float* parameters, float* input, float* target, int rows, bool masked, double beta, ref PhiloxRandom random)
    {
        Normalization?.NextBatch();
        Forward(parameters, input, rows, isStep: true, ref random);
        _gradient.Span.Clear();
        long observed = masked ? _reconstruction.CountObserved(target, rows) : (long)rows * _architecture.Features;
        float scale = _reconstruction.Scale(rows, observed);
        double loss = scale * _reconstruction.SumAndDelta(_outputs[^1].Pointer, target, rows, masked, scale);
        loss += _latent?.Term(_outputs[_architecture.LatentLayer].Pointer, rows, beta) ?? 0;
        loss += Backward(parameters, rows);
        loss += _decay?.AddTo(parameters, _gradient.Pointer) ?? 0;
        GC.KeepAlive(this);
        return loss;
    }

    private void Forward(float* parameters, float* batch, int rows, bool isStep, ref PhiloxRandom random, int layers = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, _maxRows);
        float* input = batch;
        int inputStride = _architecture.RowStride;
        for (int l = 0; l < Math.Min(layers, _outputs.Length); l++)
        {
            ref readonly DenseLayer layer = ref _architecture.Layers[l];
            float* output = _outputs[l].Pointer;
            bool isHiddenInStep = isStep && _architecture.IsHidden(l);
            BatchNormalization? normalization = isHiddenInStep ? Normalization : null;
            bool wantsSums = normalization is not null || (l == _outputs.Length - 1 && _reconstruction.ReadsLogits);
            _inputs[l] = (nint)input;
            _inputStrides[l] = inputStride;
            _products.Forward(
                in layer,
                input,
                inputStride,
                parameters + layer.WeightOffset,
                normalization is null ? parameters + layer.BiasOffset : null,
                output,
                rows,
                wantsSums ? Activation.Linear : layer.Activation);
            if (normalization is not null)
            {
                normalization.Forward(l, parameters, output, rows);
                ActivationKernel.Apply(layer.Activation, output, layer.OutputStride, rows, layer.OutputStride);
            }

            input = isHiddenInStep && _dropout is not null ? _dropout.Apply(l, output, rows, ref random) : output;
            inputStride = layer.OutputStride;
            if (l == _architecture.LatentLayer && _codes is not null)
            {
                WriteCodes(output, layer.OutputStride, batch, rows, isStep, ref random);
                input = _codes.Pointer;
                inputStride = _codeStride;
            }
        }
    }

    /// <summary>What the decoder reads: the code, sampled where it is Gaussian, and behind it the row's context.</summary>
    private void WriteCodes(float* latents, int latentStride, float* batch, int rows, bool isStep, ref PhiloxRandom random)
    {
        float* codes = _codes!.Pointer;
        _latent?.Draw(latents, codes, _codeStride, rows, isStep, ref random);
        int latent = _architecture.Latent, condition = _architecture.Condition;
        for (int r = 0; r < rows && condition > 0; r++)
        {
            var code = new Span<float>(codes + ((nint)r * _codeStride), latent + condition);
            if (_latent is null)
            {
                new ReadOnlySpan<float>(latents + ((nint)r * latentStride), latent).CopyTo(code);
            }

            float* row = batch + ((nint)r * _architecture.RowStride);
            new ReadOnlySpan<float>(row + _architecture.Features, condition).CopyTo(code[latent..]);
        }
    }

    /// <summary>The gradient, from the output layer's dL/d(sum) down; returns the sparsity penalty, which is met on the way.</summary>
    private double Backward(float* parameters, int rows)
    {
        float* gradient = _gradient.Pointer;
        float* delta = _outputs[^1].Pointer;
        float* next = _nextDelta.Pointer;
        double penalty = 0;
        for (int l = _outputs.Length - 1; ; l--)
        {
            ref readonly DenseLayer layer = ref _architecture.Layers[l];
            BatchNormalization? normalization = _architecture.IsHidden(l) ? Normalization : null;
            if (l < _outputs.Length - 1)
            {
                ToSums(l, parameters, delta, rows, normalization);
            }

            _products.AccumulateGradient(
                in layer,
                (float*)_inputs[l],
                _inputStrides[l],
                delta,
                gradient + layer.WeightOffset,
                normalization is null ? gradient + layer.BiasOffset : null,
                rows);
            if (l == 0)
            {
                return penalty;
            }

            // Nothing is propagated to the context, which stands behind the code.
            bool readsCodes = l == _architecture.LatentLayer + 1;
            int inputs = readsCodes ? _architecture.Latent : layer.Inputs;
            _products.BackPropagate(in layer, delta, parameters + layer.WeightOffset, next, rows, inputs);
            float* spent = delta == _outputs[^1].Pointer ? _delta.Pointer : delta;
            if (readsCodes && _latent is not null)
            {
                _latent.ToMoments(_outputs[_architecture.LatentLayer].Pointer, next, spent, rows);
                delta = spent;
                continue;
            }

            if (readsCodes && _sparsity is not null)
            {
                penalty = _sparsity.AddTo(_outputs[_architecture.LatentLayer].Pointer, next, BlockedProducts.Pad(inputs), rows);
            }

            delta = next;
            next = spent;
        }
    }

    /// <summary>From dL/d(what the next layer read) to dL/d(sum).</summary>
    private void ToSums(int l, float* parameters, float* delta, int rows, BatchNormalization? normalization)
    {
        ref readonly DenseLayer layer = ref _architecture.Layers[l];
        if (_dropout is not null && _architecture.IsHidden(l))
        {
            _dropout.Backward(l, delta, rows);
        }

        ActivationKernel.MultiplyByDerivative(layer.Activation, delta, _outputs[l].Pointer, rows * layer.OutputStride);
        normalization?.Backward(l, parameters, delta, _gradient.Pointer, rows);
    }
}
