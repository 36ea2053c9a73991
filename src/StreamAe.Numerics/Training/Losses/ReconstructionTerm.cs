using System.Runtime.Intrinsics;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>
/// The reconstruction term of a batch. Autoencoder: the mean of the element losses over rows and observed features, where the mean squared
/// error counts r² and not ½r². VAE: their sum over features, averaged over rows, ½r² for the squared loss: the negative log likelihood of
/// unit variance, so that β = 1 is the textbook ELBO.
/// </summary>
internal sealed unsafe class ReconstructionTerm
{
    private readonly ReconstructionLoss _loss;
    private readonly float _huberDelta;
    private readonly bool _isVariational;
    private readonly int _features;
    private readonly int _outputStride;
    private readonly int _targetStride;
    private readonly Activation _activation;

    public ReconstructionTerm(Architecture architecture, TrainingOptions options)
    {
        DenseLayer output = architecture.Layers[^1];
        _loss = options.Loss;
        _huberDelta = (float)options.HuberDelta;
        _isVariational = architecture.LatentKind == LatentKind.Gaussian;
        _features = architecture.Features;
        _outputStride = output.OutputStride;
        _targetStride = architecture.RowStride;
        ReadsLogits = _loss == ReconstructionLoss.BinaryCrossEntropy;
        _activation = ReadsLogits ? Activation.Linear : output.Activation;
    }

    /// <summary>Whether the output layer's sums are wanted, without its activation.</summary>
    public bool ReadsLogits { get; }

    /// <summary>What the sum of element losses is multiplied with.</summary>
    /// <param name="observed">Observed entries, at most rows × features.</param>
    public float Scale(int rows, long observed) => _isVariational
        ? 1f / rows
        : (_loss == ReconstructionLoss.MeanSquared ? 2f : 1f) / Math.Max(1, observed);

    /// <summary>The sum of the element losses, in double over rows.</summary>
    /// <param name="outputs">[rows × output stride], as the output layer wrote them.</param>
    /// <param name="targets">[rows × RowStride]</param>
    /// <param name="masked">Whether targets may be NaN, for not observed.</param>
    public double Sum(float* outputs, float* targets, int rows, bool masked) => Walk(outputs, targets, rows, masked, differentiate: false, 0);

    /// <summary>The same, and <paramref name="outputs"/> becomes <paramref name="scale"/> times its gradient by the output layer's sums; padding 0.</summary>
    public double SumAndDelta(float* outputs, float* targets, int rows, bool masked, float scale) =>
        Walk(outputs, targets, rows, masked, differentiate: true, scale);

    /// <summary>Observed entries of a batch.</summary>
    public long CountObserved(float* targets, int rows)
    {
        long observed = 0;
        for (int r = 0; r < rows; r++)
        {
            foreach (float x in new ReadOnlySpan<float>(targets + ((nint)r * _targetStride), _features))
            {
                observed += float.IsNaN(x) ? 0 : 1;
            }
        }

        return observed;
    }

    private double Walk(float* outputs, float* targets, int rows, bool masked, bool differentiate, float scale) => (_loss, masked) switch
    {
        (ReconstructionLoss.MeanSquared, false) => Rows<SquaredLoss>(outputs, targets, rows, differentiate, scale),
        (ReconstructionLoss.MeanSquared, true) => Rows<Observed<SquaredLoss>>(outputs, targets, rows, differentiate, scale),
        (ReconstructionLoss.Huber, false) => Rows<HuberLoss>(outputs, targets, rows, differentiate, scale),
        (ReconstructionLoss.Huber, true) => Rows<Observed<HuberLoss>>(outputs, targets, rows, differentiate, scale),
        (_, false) => Rows<CrossEntropyLoss>(outputs, targets, rows, differentiate, scale),
        (_, true) => Rows<Observed<CrossEntropyLoss>>(outputs, targets, rows, differentiate, scale),
    };

    private double Rows<TLoss>(float* outputs, float* targets, int rows, bool differentiate, float scale)
        where TLoss : IElementLoss
    {
        float* sums = stackalloc float[LaneSums.Count];
        double total = 0;
        for (int r = 0; r < rows; r++)
        {
            float* output = outputs + ((nint)r * _outputStride);
            float* target = targets + ((nint)r * _targetStride);

            // A row of 10⁶ features would lose digits in single precision.
            for (int start = 0; start < _features; start += LaneSums.Chunk)
            {
                int count = Math.Min(LaneSums.Chunk, _features - start);
                total += Chunk<TLoss>(output + start, target + start, count, differentiate, scale, sums);
            }

            for (int d = _features; differentiate && d < _outputStride; d++)
            {
                output[d] = 0;
            }
        }

        return total;
    }

    private float Chunk<TLoss>(float* output, float* target, int count, bool differentiate, float scale, float* sums)
        where TLoss : IElementLoss
    {
        LaneSums.Clear(sums);
        int d = 0;
        if (SimdWidth.Bits >= 512 && count >= 16)
        {
            Features<TLoss, Lanes512, Vector512<float>>(output, target, count, differentiate, scale, sums, ref d);
        }

        if (SimdWidth.Bits >= 256 && count - d >= 8)
        {
            Features<TLoss, Lanes256, Vector256<float>>(output, target, count, differentiate, scale, sums, ref d);
        }

        if (count - d >= 4)
        {
            Features<TLoss, Lanes128, Vector128<float>>(output, target, count, differentiate, scale, sums, ref d);
        }

        if (d < count)
        {
            Features<TLoss, LanesScalar, float>(output, target, count, differentiate, scale, sums, ref d);
        }

        return LaneSums.Total(sums);
    }

    private void Features<TLoss, TLanes, TVector>(float* output, float* target, int count, bool differentiate, float scale, float* sums, ref int d)
        where TLoss : IElementLoss
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector parameter = TLanes.Broadcast(_huberDelta);
        TVector factor = TLanes.Broadcast(scale);
        Activation activation = _activation;
        for (; d + TLanes.Count <= count; d += TLanes.Count)
        {
            TVector y = TLanes.Load(output + d);
            TLoss.Evaluate<TLanes, TVector>(y, TLanes.Load(target + d), parameter, out TVector value, out TVector slope);
            LaneSums.Add<TLanes, TVector>(sums, d, value);
            if (differentiate)
            {
                TVector delta = TLanes.Multiply(slope, factor);
                TLanes.Store(
                    activation == Activation.Linear ? delta : TLanes.Multiply(delta, Functions.Derivative<TLanes, TVector>(y, activation)), output + d);
            }
        }
    }
}
