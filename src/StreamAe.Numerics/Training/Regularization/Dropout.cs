using System.Numerics.Tensors;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Inverted dropout of the hidden layers (Srivastava et al. 2014): in a step each unit of each row is 0 with the given probability p and
/// 1/(1 − p) times itself otherwise, which keeps its mean, so that scoring needs no correction.
/// </summary>
internal sealed unsafe class Dropout
{
    private readonly Architecture _architecture;
    private readonly uint _threshold;
    private readonly float _kept;
    private readonly AlignedFloats?[] _masks;
    private readonly AlignedFloats?[] _outputs;

    public Dropout(Architecture architecture, int maxRows, double rate)
    {
        _architecture = architecture;
        _threshold = (uint)(rate * uint.MaxValue);
        _kept = (float)(1 / (1 - rate));
        _masks = new AlignedFloats?[architecture.Layers.Length];
        _outputs = new AlignedFloats?[architecture.Layers.Length];
        for (int l = 0; l < _masks.Length; l++)
        {
            if (architecture.IsHidden(l))
            {
                long floats = (long)maxRows * architecture.Layers[l].OutputStride;
                _masks[l] = new AlignedFloats(floats);
                _outputs[l] = new AlignedFloats(floats);
            }
        }
    }

    /// <summary>The mask of a hidden layer in the last step, [rows × its stride].</summary>
    public ReadOnlySpan<float> Mask(int layer) => _masks[layer]!.Span;

    /// <summary>What the next layer reads in place of <paramref name="output"/>, which stays as it is for the derivative.</summary>
    public float* Apply(int layer, float* output, int rows, ref PhiloxRandom random)
    {
        int count = rows * _architecture.Layers[layer].OutputStride;
        Span<float> mask = _masks[layer]!.Span[..count];
        foreach (ref float factor in mask)
        {
            factor = random.NextUInt32() < _threshold ? 0 : _kept;
        }

        TensorPrimitives.Multiply(new ReadOnlySpan<float>(output, count), mask, _outputs[layer]!.Span);
        return _outputs[layer]!.Pointer;
    }

    /// <summary>From the gradient by what was read to the gradient by the layer's output.</summary>
    public void Backward(int layer, float* delta, int rows)
    {
        var values = new Span<float>(delta, rows * _architecture.Layers[layer].OutputStride);
        TensorPrimitives.Multiply(values, _masks[layer]!.Span[..values.Length], values);
    }
}
