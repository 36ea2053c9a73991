using ILGPU;
using ILGPU.Runtime;

namespace StreamAe.Numerics.Gpu.Training;

/// <summary>Fills device memory from its start on, through a page-locked buffer of a fixed size: what is sent is never in the host's memory twice.</summary>
internal sealed class StagedCopy(Accelerator accelerator, AcceleratorStream stream) : IDisposable
{
    /// <summary>4 MiB: long enough that a copy's start does not count.</summary>
    private const int StagedFloats = 1 << 20;

    private readonly PageLockedArray1D<float> _staged = accelerator.AllocatePageLocked1D<float>(StagedFloats);
    private ArrayView<float> _target;
    private long _written;
    private int _count;

    public void Begin(ArrayView<float> target) => (_target, _written, _count) = (target, 0, 0);

    public void Append(ReadOnlySpan<float> values)
    {
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, StagedFloats - _count);
            values[..count].CopyTo(_staged.Span[_count..]);
            values = values[count..];
            _count += count;
            if (_count == StagedFloats)
            {
                Flush();
            }
        }
    }

    public void AppendZeros(long count)
    {
        while (count > 0)
        {
            int some = (int)Math.Min(count, StagedFloats - _count);
            _staged.Span.Slice(_count, some).Clear();
            count -= some;
            _count += some;
            if (_count == StagedFloats)
            {
                Flush();
            }
        }
    }

    /// <summary>Returns when all is there.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            _target.SubView(_written, _count).CopyFrom(stream, _staged.ArrayView.SubView(0, _count));
            stream.Synchronize();
            _written += _count;
            _count = 0;
        }
    }

    public void Dispose() => _staged.Dispose();
}
