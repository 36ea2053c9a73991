using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What <see cref="TrainingKernel"/> is given in device memory, named there.</summary>
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
