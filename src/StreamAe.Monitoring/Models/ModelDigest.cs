using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Features.Scaling;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Models;

/// <summary>
/// What preparing and judging an event need of a model, beside the parameters that the scorer reads, in one slot of an arena: an event of a
/// rarely seen entity waits for memory, so it should wait for few lines, and for all of them at once.
/// Layout: [head 8][means F][1/σ F][1/σ of changes R, where rows hold them][calibration knots].
/// </summary>
internal readonly ref struct ModelDigest
{
    private const int HeadFloats = 8;

    private readonly Span<float> _slot;

    public ModelDigest(Span<float> slot) => _slot = slot;

    public int Version => Head.Version;

    public ModelOrigin Origin => Head.Origin;

    /// <summary>The slot of its parameters.</summary>
    public int Slot => Head.Slot;

    /// <summary>Scores above it are anomalous.</summary>
    public float Threshold => Head.Threshold;

    private ref Values Head => ref Unsafe.As<float, Values>(ref MemoryMarshal.GetReference(_slot));

    /// <summary>Where the digests of models of so many encoded features, and so many changes, lie.</summary>
    public static SlotArena CreateArena(int features, int differences) => new(HeadFloats + (2 * features) + differences + ScoreCalibration.Knots);

    public void Write(EntityModel model, int slot, float threshold)
    {
        Head = new Values
        {
            Version = model.Version,
            Origin = model.Origin,
            Slot = slot,
            Features = model.Scaler.Count,
            Threshold = threshold,
            Clip = model.Scaler.Clip,
            TailScale = model.Calibration.Scale,
            TailShape = model.Calibration.Shape,
        };
        Span<float> rest = _slot[HeadFloats..];
        model.Scaler.Means.CopyTo(rest);
        model.Scaler.Inverses.CopyTo(rest[model.Scaler.Count..]);
        model.Scaler.DifferenceInverses.CopyTo(rest[(2 * model.Scaler.Count)..]);
        model.Calibration.KnotScores.CopyTo(rest[((2 * model.Scaler.Count) + model.Scaler.DifferenceInverses.Length)..]);
    }

    /// <summary>See <see cref="ScalingKernel.Scale"/>.</summary>
    public void Scale(ReadOnlySpan<float> encoded, int first, float missing, Span<float> row)
    {
        int means = HeadFloats + first;
        ScalingKernel.Scale(
            encoded, _slot.Slice(means, encoded.Length), _slot.Slice(means + Head.Features, encoded.Length), Head.Clip, missing, row);
    }

    /// <summary>The same with the inverse hyperbolic sine.</summary>
    public void ScaleAsinh(ReadOnlySpan<float> encoded, int first, float missing, Span<float> row)
    {
        int means = HeadFloats + first;
        ScalingKernel.ScaleAsinh(
            encoded, _slot.Slice(means, encoded.Length), _slot.Slice(means + Head.Features, encoded.Length), Head.Clip, missing, row);
    }

    /// <summary>The same of some features alone; the others stay as they are in the row.</summary>
    /// <param name="which">[F]</param>
    public void ScaleAsinh(ReadOnlySpan<float> encoded, int first, ReadOnlySpan<bool> which, float missing, Span<float> row)
    {
        int means = HeadFloats + first;
        ScalingKernel.ScaleAsinh(
            encoded,
            _slot.Slice(means, encoded.Length),
            _slot.Slice(means + Head.Features, encoded.Length),
            which.Slice(first, encoded.Length),
            Head.Clip,
            missing,
            row);
    }

    /// <summary>See <see cref="ScalingKernel.ScaleDifferences"/>.</summary>
    /// <param name="newest">[R]</param>
    public void ScaleDifferences(ReadOnlySpan<float> newest, ReadOnlySpan<float> before, float missing, Span<float> row) =>
        ScalingKernel.ScaleDifferences(
            newest, before, _slot.Slice(HeadFloats + (2 * Head.Features), newest.Length), Head.Clip, missing, row);

    /// <summary>See <see cref="ScoreCalibration.Surprise(float)"/>.</summary>
    /// <param name="differences">Changes a row holds.</param>
    public float Surprise(float score, int differences) => ScoreCalibration.Surprise(
        score, _slot.Slice(HeadFloats + (2 * Head.Features) + differences, ScoreCalibration.Knots), Head.TailScale, Head.TailShape);

    /// <summary>Asks for all of it.</summary>
    public void Prefetch() => CachePrefetch.Floats(_slot, 0, _slot.Length);

    [StructLayout(LayoutKind.Sequential, Size = HeadFloats * sizeof(float))]
    private struct Values
    {
        public int Version;
        public ModelOrigin Origin;
        public int Slot;
        public int Features;
        public float Threshold;
        public float Clip;
        public float TailScale;
        public float TailShape;
    }
}
