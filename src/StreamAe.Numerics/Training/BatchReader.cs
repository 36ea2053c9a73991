using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>
/// The rows of one batch: what the model reads and what it is to say. The two are one buffer unless inputs are spoilt or entries missing.
/// </summary>
internal sealed unsafe class BatchReader
{
    private readonly int _stride;
    private readonly bool _hasMissing;

    // Of each row, the first so many entries that the model does not read.
    private readonly int _hidden;
    private readonly InputNoise? _noise;
    private readonly AlignedFloats _targets;
    private readonly AlignedFloats _inputs;

    /// <param name="hideFeatures">The model reads 0 for every feature.</param>
    public BatchReader(Architecture architecture, int maxRows, bool hasMissing, InputNoise? noise, bool hideFeatures)
    {
        _hidden = hideFeatures ? architecture.Features : 0;
        _stride = architecture.RowStride;
        _hasMissing = hasMissing;
        _noise = noise;
        _targets = new AlignedFloats((long)maxRows * _stride);
        _inputs = hasMissing || noise is not null || hideFeatures ? new AlignedFloats(_targets.Count) : _targets;
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

        for (int start = 0; _hidden > 0 && start < inputs.Length; start += _stride)
        {
            inputs.Slice(start, _hidden).Clear();
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
