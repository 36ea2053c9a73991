using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>
/// The rows of one batch: what the model reads and what it is to say. The two are one buffer unless inputs are spoilt or entries missing.
/// </summary>
internal sealed unsafe class BatchReader
{
    private readonly int _stride;
    private readonly bool _hasMissing;
    private readonly InputNoise? _noise;
    private readonly AlignedFloats _targets;
    private readonly AlignedFloats _inputs;

    public BatchReader(Architecture architecture, int maxRows, bool hasMissing, InputNoise? noise)
    {
        _stride = architecture.RowStride;
        _hasMissing = hasMissing;
        _noise = noise;
        _targets = new AlignedFloats((long)maxRows * _stride);
        _inputs = hasMissing || noise is not null ? new AlignedFloats(_targets.Count) : _targets;
    }

    /// <summary>[rows × RowStride], NaN where not observed.</summary>
    public float* Targets => _targets.Pointer;

    /// <summary>[rows × RowStride], finite.</summary>
    public float* Inputs => _inputs.Pointer;

    /// <summary>Whether targets may be NaN.</summary>
    public bool IsMasked => _hasMissing;

    public void Read(in TrainingRows rows, ReadOnlySpan<int> indices, bool spoil)
    {
        rows.Gather(indices, _targets.Span);
        if (ReferenceEquals(_inputs, _targets))
        {
            return;
        }

        Span<float> inputs = _inputs.Span[..(indices.Length * _stride)];
        _targets.Span[..inputs.Length].CopyTo(inputs);
        if (spoil)
        {
            _noise?.Spoil(_inputs.Pointer, indices.Length);
        }

        if (_hasMissing)
        {
            foreach (ref float x in inputs)
            {
                x = float.IsNaN(x) ? 0 : x;
            }
        }
    }
}
