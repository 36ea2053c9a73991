using System.Globalization;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>
/// What one training will hold in memory, known before it starts; the rows themselves are the caller's and come on top. Layer-wise
/// pretraining holds no more than this at a time, before the whole is fitted.
/// </summary>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="WeightBytes">The weights on the move and the best ones so far; with batch normalisation the folded ones too.</param>
/// <param name="GradientBytes">One gradient.</param>
/// <param name="MomentBytes">What the optimiser remembers.</param>
/// <param name="ActivationBytes">Of one batch: what each layer wrote, what is propagated back, and what noise and normalisation keep.</param>
/// <param name="TransposedBytes">Blocks of weights, transposed, and their partial products.</param>
/// <param name="BatchBytes">The rows of one batch, twice where inputs are spoilt or entries missing.</param>
/// <param name="RowBytes">The caller's rows: not part of the total.</param>
public sealed record MemoryEstimate(
    long Parameters,
    long WeightBytes,
    long GradientBytes,
    long MomentBytes,
    long ActivationBytes,
    long TransposedBytes,
    long BatchBytes,
    long RowBytes)
{
    public long TotalBytes => WeightBytes + GradientBytes + MomentBytes + ActivationBytes + TransposedBytes + BatchBytes;

    public static MemoryEstimate For(Architecture architecture, TrainingOptions options, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        options.Validate();
        int fittingRows = rowCount - BatchPlan.ValidationRows(options, rowCount);
        int batch = BatchPlan.For(options, rowCount, fittingRows).BatchSize;
        bool isNormalized = options.Regularization.BatchNormalization;
        long hidden = 0, outputs = 0;
        for (int l = 0; l < architecture.Layers.Length; l++)
        {
            outputs += architecture.Layers[l].OutputStride;
            hidden += architecture.IsHidden(l) ? architecture.Layers[l].OutputStride : 0;
        }

        long scales = isNormalized ? hidden : 0;
        long trained = isNormalized ? architecture.SlotFloats + scales : architecture.TrainableFloats;
        long activations = batch * (outputs + (2L * LossGradient.DeltaStride(architecture)) + LatentFloats(architecture)
            + (isNormalized ? hidden : 0) + (options.Regularization.Dropout > 0 ? 2 * hidden : 0));
        BlockedProducts.Workspace products = BlockedProducts.FloatsFor(architecture, batch);
        int copies = options.Noise.Kind != NoiseKind.None || options.MaskMissing ? 2 : 1;
        const long Float = sizeof(float);
        return new MemoryEstimate(
            architecture.ParameterCount,
            Float * (((isNormalized ? 3L : 2L) * architecture.SlotFloats) + scales),
            Float * trained,
            Float * trained * Optimizer.MomentsPerParameter(options.Optimizer.Kind),
            Float * activations,
            Float * (products.Transposed + products.Partial + products.UnusedBias),
            Float * copies * batch * architecture.RowStride,
            Float * rowCount * architecture.RowStride);
    }

    /// <summary>For people: <c>12,904,208 parameters; training holds 281 MB (weights 103, …) beside 200 MB of rows</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Parameters:N0} parameters; training holds {Size(TotalBytes)} (weights {Size(WeightBytes)}, gradient {Size(GradientBytes)}, moments {Size(MomentBytes)}, activations {Size(ActivationBytes)}, transposed blocks {Size(TransposedBytes)}, batch {Size(BatchBytes)}) beside {Size(RowBytes)} of rows");

    /// <summary>The code and its noise, where the decoder does not simply read the latent layer's outputs.</summary>
    private static long LatentFloats(Architecture architecture)
    {
        bool isGaussian = architecture.LatentKind == LatentKind.Gaussian;
        long codes = isGaussian || architecture.Condition > 0 ? BlockedProducts.Pad(architecture.Latent + architecture.Condition) : 0;
        return codes + (isGaussian ? BlockedProducts.Pad(architecture.Latent) : 0);
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F0} kB"),
    };
}
