using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What <see cref="TrainingKernel"/> is given in device memory.</summary>
/// <param name="Rows">Of all models, [rows × <see cref="TrainingShape.RowStride"/>].</param>
/// <param name="Order">Of all models, [rows].</param>
/// <param name="Observed">Of all models, [rows]: observed features of each; anything where none is missing.</param>
/// <param name="Counts">Scratch: see <see cref="TrainingMemory"/>.</param>
/// <param name="State">Of all models: see <see cref="TrainingShape"/>.</param>
/// <param name="Rates">See <see cref="TrainingJob.Rates"/>.</param>
/// <param name="Results">[jobs × <see cref="TrainingShape.ResultFloats"/>]</param>
/// <param name="Layers">Of the shape.</param>
/// <param name="Jobs">One a group.</param>
internal readonly record struct TrainingViews(
    ArrayView<float> Rows,
    ArrayView<int> Order,
    ArrayView<int> Observed,
    ArrayView<int> Counts,
    ArrayView<float> State,
    ArrayView<float> Rates,
    ArrayView<float> Results,
    ArrayView<TrainingLayer> Layers,
    ArrayView<TrainingJob> Jobs);
