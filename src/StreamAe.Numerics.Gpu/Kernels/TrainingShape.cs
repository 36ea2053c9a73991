using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// An architecture and options as numbers a training kernel is compiled for.
/// A model's state in device memory: [5 × <paramref name="Parameters"/>] weights, best weights, first moments, second moments, gradient.
/// Shared memory: the weights; gradient and moments where they fit; the tile, which is what <see cref="TileRows"/> rows need on their way
/// through all layers and back; sums.
/// </summary>
/// <param name="Features">D</param>
/// <param name="Condition">C</param>
/// <param name="Latent">J</param>
/// <param name="IsGaussian">1 or 0.</param>
/// <param name="Layers">In all.</param>
/// <param name="LatentLayer">Writes the code.</param>
/// <param name="RowStride">Of rows.</param>
/// <param name="Parameters">Weights and biases with padding.</param>
/// <param name="Placement">What lies in shared memory.</param>
/// <param name="TileRows">A multiple of <see cref="KernelShape.RowsAThread"/>; it decides in which order a gradient is summed.</param>
/// <param name="TargetAt">In the tile; 0, where the inputs are, if nothing makes them different.</param>
/// <param name="CodesAt">In the tile: what the decoder reads where that is not the latent layer's output.</param>
/// <param name="CodeStride">0 where it is.</param>
/// <param name="NoiseAt">In the tile: ε, of a Gaussian latent.</param>
/// <param name="DeltaAt">In the tile: two buffers of what is propagated back; before that, the terms of the loss.</param>
/// <param name="DeltaStride">Of the wider of the two.</param>
/// <param name="TileFloats">Of the tile.</param>
/// <param name="Loss">Of an element.</param>
/// <param name="HuberDelta">δ</param>
/// <param name="FreeBits">λ</param>
/// <param name="L1">Weight decay.</param>
/// <param name="L2">Weight decay.</param>
/// <param name="ClipNorm">0 for none.</param>
/// <param name="Noise">None, Gaussian or masking.</param>
/// <param name="NoiseLevel">σ of Gaussian noise.</param>
/// <param name="NoiseThreshold">Numbers below it mask.</param>
/// <param name="HidesFeatures">1 or 0.</param>
/// <param name="IsMasked">1 where features may be NaN, for not observed.</param>
internal readonly record struct TrainingShape(
    int Features,
    int Condition,
    int Latent,
    int IsGaussian,
    int Layers,
    int LatentLayer,
    int RowStride,
    int Parameters,
    TrainingPlacement Placement,
    int TileRows,
    int TargetAt,
    int CodesAt,
    int CodeStride,
    int NoiseAt,
    int DeltaAt,
    int DeltaStride,
    int TileFloats,
    ReconstructionLoss Loss,
    float HuberDelta,
    float FreeBits,
    float L1,
    float L2,
    float ClipNorm,
    NoiseKind Noise,
    float NoiseLevel,
    uint NoiseThreshold,
    int HidesFeatures,
    int IsMasked)
{
    /// <summary>Partial sums over all parameters: their number, and so the order of summing, does not depend on the size of a group.</summary>
    public const int Partials = 64;

    /// <summary>Floats of a model's results but for its divergences: the training loss's sum, the measured reconstruction's, and whether all is finite.</summary>
    public const int FixedResults = 5;

    /// <summary>Parts of the state, by their place in it; the moments' is also that in shared memory, where they lie there.</summary>
    public const int BestAt = 1;

    public const int FirstMomentAt = 2;
    public const int SecondMomentAt = 3;
    public const int GradientAt = 4;
    public const int StateParts = 5;

    /// <summary>Long sums behind the partial ones: the epoch's loss, the reconstruction of a batch or of what is measured, each unit's divergence.</summary>
    public const int LossAt = Partials;

    public const int ReconstructionAt = LossAt + LongSum.Floats;
    public const int DivergencesAt = ReconstructionAt + LongSum.Floats;

    public int NoiseStride => KernelShape.Pad(Latent);

    /// <summary>How much of each unit's divergence the gradient sees.</summary>
    public int KlWeightsAt => DivergencesAt + (LongSum.Floats * Units);

    public int SumFloats => KlWeightsAt + Units;

    public int ResultFloats => FixedResults + (LongSum.Floats * Units);

    /// <summary>Latent units that have a divergence.</summary>
    public int Units => IsGaussian * Latent;

    public int SharedModels => Placement switch { TrainingPlacement.All => 4, TrainingPlacement.WeightsAndGradient => 2, _ => 1 };

    public int SharedFloats => (SharedModels * Parameters) + TileFloats + SumFloats;
}
