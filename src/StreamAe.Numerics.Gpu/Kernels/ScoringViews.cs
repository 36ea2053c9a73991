using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What <see cref="ScoringKernel"/> is given in device memory.</summary>
/// <param name="Models">[slots × <see cref="KernelShape.StoredFloats"/>]</param>
/// <param name="Runs">One a group.</param>
/// <param name="Rows">[N × row stride]</param>
/// <param name="Reconstructions">[N × row stride]</param>
/// <param name="Errors">[N]</param>
/// <param name="Divergences">[N]</param>
internal readonly record struct ScoringViews(
    ArrayView<float> Models,
    ArrayView<ModelRun> Runs,
    ArrayView<float> Rows,
    ArrayView<float> Reconstructions,
    ArrayView<float> Errors,
    ArrayView<float> Divergences);
