using System.Runtime.CompilerServices;
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
        where TLoss : IElementLoss => SimdWidth.Bits switch
        {
            >= 512 => Rows<TLoss, Lanes512, Vector512<float>>(outputs, targets, rows, differentiate, scale),
            >= 256 => Rows<TLoss, Lanes256, Vector256<float>>(outputs, targets, rows, differentiate, scale),
            _ => Rows<TLoss, Lanes128, Vector128<float>>(outputs, targets, rows, differentiate, scale),
        };

    private double Rows<TLoss, TLanes, TVector>(float* outputs, float* targets, int rows, bool differentiate, float scale)
        where TLoss : IElementLoss
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
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
                int d = Blocks<TLoss, TLanes, TVector>(output + start, target + start, count, differentiate, scale, sums);
                if (d < count)
                {
                    Rest<TLoss, Lanes128, Vector128<float>>(output + start, target + start, count, differentiate, scale, sums, ref d);
                    Rest<TLoss, LanesScalar, float>(output + start, target + start, count, differentiate, scale, sums, ref d);
                }

                total += LaneSums.Total(sums);
            }

            for (int d = _features; differentiate && d < _outputStride; d++)
            {
                output[d] = 0;
            }
        }

        return total;
    }

    /// <summary>Blocks of sixteen features, whose partial sums stay in registers; returns where they end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Blocks<TLoss, TLanes, TVector>(float* output, float* target, int count, bool differentiate, float scale, float* sums)
        where TLoss : IElementLoss
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int width = TLanes.Count;
        TVector sum0 = TLanes.Broadcast(0f), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        int d = 0;
        for (; d + LaneSums.Count <= count; d += LaneSums.Count)
        {
            // The widths are constants to the compiler: of these, one, two or four are left.
            Element<TLoss, TLanes, TVector>(output + d, target + d, differentiate, scale, ref sum0);
            if (width <= 8)
            {
                Element<TLoss, TLanes, TVector>(output + d + width, target + d + width, differentiate, scale, ref sum1);
            }

            if (width <= 4)
            {
                Element<TLoss, TLanes, TVector>(output + d + (2 * width), target + d + (2 * width), differentiate, scale, ref sum2);
                Element<TLoss, TLanes, TVector>(output + d + (3 * width), target + d + (3 * width), differentiate, scale, ref sum3);
            }
        }

        TLanes.Store(sum0, sums);
        if (width <= 8)
        {
            TLanes.Store(sum1, sums + width);
        }

        if (width <= 4)
        {
            TLanes.Store(sum2, sums + (2 * width));
            TLanes.Store(sum3, sums + (3 * width));
        }

        return d;
    }

    private void Rest<TLoss, TLanes, TVector>(float* output, float* target, int count, bool differentiate, float scale, float* sums, ref int d)
        where TLoss : IElementLoss
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        for (; d + TLanes.Count <= count; d += TLanes.Count)
        {
            TVector value = TLanes.Broadcast(0f);
            Element<TLoss, TLanes, TVector>(output + d, target + d, differentiate, scale, ref value);
            LaneSums.Add<TLanes, TVector>(sums, d, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Element<TLoss, TLanes, TVector>(float* output, float* target, bool differentiate, float scale, ref TVector sum)
        where TLoss : IElementLoss
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector y = TLanes.Load(output);
        TLoss.Evaluate<TLanes, TVector>(y, TLanes.Load(target), TLanes.Broadcast(_huberDelta), out TVector value, out TVector slope);
        sum = TLanes.Add(sum, value);
        if (differentiate)
        {
            TVector delta = TLanes.Multiply(slope, TLanes.Broadcast(scale));
            TLanes.Store(_activation == Activation.Linear ? delta : TLanes.Multiply(delta, Functions.Derivative<TLanes, TVector>(y, _activation)), output);
        }
    }
}
