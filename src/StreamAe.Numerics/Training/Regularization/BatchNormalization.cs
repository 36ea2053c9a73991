using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Batch normalisation of the hidden layers (Ioffe and Szegedy 2015), before the activation: y = γ·(s − mean)/√(variance + ε) + b, with the
/// mean and variance of the batch over each unit's sums s = Σ w·x. The shift b is the layer's own bias; the scales γ follow the slot, one
/// for each hidden unit. Scoring knows nothing of it: <see cref="Fold"/> turns weights, scales and running statistics into the weights and
/// biases of a plain architecture.
/// </summary>
internal sealed unsafe class BatchNormalization
{
    // The paper's ε as PyTorch and Keras agree on its size: no unit of tiny variance is blown up more than 316 times.
    private const float Epsilon = 1e-5f;

    // Share of a new batch in the running statistics; the first batches are averaged evenly, so that no made-up start has a say.
    private const float Momentum = 0.1f;

    private readonly Architecture _architecture;
    private readonly int[] _scaleOffsets;
    private readonly AlignedFloats?[] _normalized;
    private readonly AlignedFloats _inverseDeviations;
    private readonly AlignedFloats _runningMeans;
    private readonly AlignedFloats _runningVariances;
    private readonly AlignedFloats _factors;
    private int _batches;

    public BatchNormalization(Architecture architecture, int maxRows)
    {
        _architecture = architecture;
        _scaleOffsets = new int[architecture.Layers.Length];
        _normalized = new AlignedFloats?[architecture.Layers.Length];
        int units = 0;
        for (int l = 0; l < _scaleOffsets.Length; l++)
        {
            _scaleOffsets[l] = units;
            if (architecture.IsHidden(l))
            {
                units += architecture.Layers[l].OutputStride;
                _normalized[l] = new AlignedFloats((long)maxRows * architecture.Layers[l].OutputStride);
            }
        }

        ScaleFloats = units;
        _inverseDeviations = new AlignedFloats(units);
        _runningMeans = new AlignedFloats(units);
        _runningVariances = new AlignedFloats(units);
        _factors = new AlignedFloats(units);
    }

    /// <summary>Scales of all hidden layers, padding included: they lie behind the slot's floats.</summary>
    public int ScaleFloats { get; }

    /// <summary>First of the scales of a hidden layer, from the start of the parameters.</summary>
    public int ScaleOffset(int layer) => _architecture.SlotFloats + _scaleOffsets[layer];

    /// <summary>Running means and variances of a hidden layer, for checks against an independent computation.</summary>
    internal (float[] Means, float[] Variances) Running(int layer)
    {
        int at = _scaleOffsets[layer], units = _architecture.Layers[layer].Outputs;
        return (_runningMeans.Span.Slice(at, units).ToArray(), _runningVariances.Span.Slice(at, units).ToArray());
    }

    /// <summary>All scales 1.</summary>
    public void Fill(Span<float> parameters)
    {
        for (int l = 0; l < _normalized.Length; l++)
        {
            if (_normalized[l] is not null)
            {
                parameters.Slice(ScaleOffset(l), _architecture.Layers[l].Outputs).Fill(1);
            }
        }
    }

    /// <summary>A step begins.</summary>
    public void NextBatch() => _batches++;

    /// <summary>The sums of a hidden layer, [rows × stride], become normalised, scaled and shifted.</summary>
    public void Forward(int layer, float* parameters, float* sums, int rows)
    {
        int o = 0;
        if (SimdWidth.Bits >= 512)
        {
            Forward<Lanes512, Vector512<float>>(layer, parameters, sums, rows, ref o);
        }

        if (SimdWidth.Bits >= 256)
        {
            Forward<Lanes256, Vector256<float>>(layer, parameters, sums, rows, ref o);
        }

        Forward<Lanes128, Vector128<float>>(layer, parameters, sums, rows, ref o);
    }

    /// <summary>From the gradient by what <see cref="Forward"/> wrote to that by the sums; shifts and scales get theirs.</summary>
    public void Backward(int layer, float* parameters, float* delta, float* gradient, int rows)
    {
        int o = 0;
        if (SimdWidth.Bits >= 512)
        {
            Backward<Lanes512, Vector512<float>>(layer, parameters, delta, gradient, rows, ref o);
        }

        if (SimdWidth.Bits >= 256)
        {
            Backward<Lanes256, Vector256<float>>(layer, parameters, delta, gradient, rows, ref o);
        }

        Backward<Lanes128, Vector128<float>>(layer, parameters, delta, gradient, rows, ref o);
    }

    /// <summary>The slot of a plain architecture that computes what this one does with its running statistics.</summary>
    /// <param name="slot">[SlotFloats]</param>
    public void Fold(float* parameters, Span<float> slot)
    {
        new ReadOnlySpan<float>(parameters, slot.Length).CopyTo(slot);
        for (int l = 0; l < _normalized.Length; l++)
        {
            if (_normalized[l] is null)
            {
                continue;
            }

            DenseLayer layer = _architecture.Layers[l];
            Span<float> factors = _factors.Span.Slice(_scaleOffsets[l], layer.Outputs);
            for (int o = 0; o < layer.Outputs; o++)
            {
                int unit = _scaleOffsets[l] + o;
                factors[o] = parameters[_architecture.SlotFloats + unit] / MathF.Sqrt(_runningVariances.Pointer[unit] + Epsilon);
                slot[layer.BiasOffset + o] -= _runningMeans.Pointer[unit] * factors[o];
            }

            for (int i = 0; i < layer.Inputs; i++)
            {
                Span<float> weights = slot.Slice(layer.WeightOffset + (i * layer.OutputStride), layer.Outputs);
                TensorPrimitives.Multiply(weights, factors, weights);
            }
        }
    }

    private void Forward<TLanes, TVector>(int layer, float* parameters, float* sums, int rows, ref int o)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        DenseLayer dense = _architecture.Layers[layer];
        int stride = dense.OutputStride;
        float* shifts = parameters + dense.BiasOffset;
        float* scales = parameters + ScaleOffset(layer);
        TVector share = TLanes.Broadcast(1f / rows);
        for (; o + TLanes.Count <= stride; o += TLanes.Count)
        {
            TVector mean = TLanes.Broadcast(0f);
            for (int r = 0; r < rows; r++)
            {
                mean = TLanes.Add(mean, TLanes.Load(sums + ((nint)r * stride) + o));
            }

            mean = TLanes.Multiply(mean, share);
            TVector squares = TLanes.Broadcast(0f);
            for (int r = 0; r < rows; r++)
            {
                TVector deviation = TLanes.Subtract(TLanes.Load(sums + ((nint)r * stride) + o), mean);
                squares = TLanes.MultiplyAdd(deviation, deviation, squares);
            }

            TVector variance = TLanes.MultiplyAdd(squares, share, TLanes.Broadcast(Epsilon));
            TVector inverse = TLanes.Divide(TLanes.Broadcast(1f), TLanes.Sqrt(variance));
            TVector scale = TLanes.Load(scales + o);
            TVector shift = TLanes.Load(shifts + o);
            for (int r = 0; r < rows; r++)
            {
                nint at = ((nint)r * stride) + o;
                TVector normalized = TLanes.Multiply(TLanes.Subtract(TLanes.Load(sums + at), mean), inverse);
                TLanes.Store(normalized, _normalized[layer]!.Pointer + at);
                TLanes.Store(TLanes.MultiplyAdd(scale, normalized, shift), sums + at);
            }

            int unit = _scaleOffsets[layer] + o;
            TLanes.Store(inverse, _inverseDeviations.Pointer + unit);
            if (rows > 1)
            {
                // n − 1: the running variance is an estimate of the population's.
                Follow<TLanes, TVector>(_runningMeans.Pointer + unit, mean);
                Follow<TLanes, TVector>(_runningVariances.Pointer + unit, TLanes.Multiply(squares, TLanes.Broadcast(1f / (rows - 1))));
            }
        }
    }

    private void Follow<TLanes, TVector>(float* running, TVector value)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector old = TLanes.Load(running);
        TVector share = TLanes.Broadcast(Math.Max(Momentum, 1f / _batches));
        TLanes.Store(TLanes.MultiplyAdd(share, TLanes.Subtract(value, old), old), running);
    }

    private void Backward<TLanes, TVector>(int layer, float* parameters, float* delta, float* gradient, int rows, ref int o)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        DenseLayer dense = _architecture.Layers[layer];
        int stride = dense.OutputStride;
        float* normalized = _normalized[layer]!.Pointer;
        float* shiftGradient = gradient + dense.BiasOffset;
        float* scaleGradient = gradient + ScaleOffset(layer);
        TVector negativeShare = TLanes.Broadcast(-1f / rows);
        for (; o + TLanes.Count <= stride; o += TLanes.Count)
        {
            TVector byShift = TLanes.Broadcast(0f);
            TVector byScale = TLanes.Broadcast(0f);
            for (int r = 0; r < rows; r++)
            {
                nint at = ((nint)r * stride) + o;
                TVector d = TLanes.Load(delta + at);
                byShift = TLanes.Add(byShift, d);
                byScale = TLanes.MultiplyAdd(d, TLanes.Load(normalized + at), byScale);
            }

            TLanes.Store(TLanes.Add(TLanes.Load(shiftGradient + o), byShift), shiftGradient + o);
            TLanes.Store(TLanes.Add(TLanes.Load(scaleGradient + o), byScale), scaleGradient + o);

            // ∂L/∂s = γ/√(v + ε) · (δ − mean δ − x̂·mean(δ·x̂)): mean and variance move with every sum of the batch.
            TVector inverse = TLanes.Load(_inverseDeviations.Pointer + _scaleOffsets[layer] + o);
            TVector factor = TLanes.Multiply(TLanes.Load(parameters + ScaleOffset(layer) + o), inverse);
            TVector shiftPart = TLanes.Multiply(byShift, negativeShare);
            TVector scalePart = TLanes.Multiply(byScale, negativeShare);
            for (int r = 0; r < rows; r++)
            {
                nint at = ((nint)r * stride) + o;
                TVector rest = TLanes.Add(TLanes.Load(delta + at), TLanes.MultiplyAdd(scalePart, TLanes.Load(normalized + at), shiftPart));
                TLanes.Store(TLanes.Multiply(factor, rest), delta + at);
            }
        }
    }
}
