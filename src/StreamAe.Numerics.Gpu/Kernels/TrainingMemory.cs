using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What a group works with: views of shared and device memory.</summary>
/// <param name="Weights">[parameters]</param>
/// <param name="Gradient">[parameters], 0 in all padding.</param>
/// <param name="First">[parameters]</param>
/// <param name="Second">[parameters]</param>
/// <param name="Tile">[<see cref="TrainingShape.TileFloats"/>]</param>
/// <param name="Sums">[<see cref="TrainingShape.SumFloats"/>]</param>
/// <param name="Layers">All layers.</param>
/// <param name="Rows">Of the model, [rows × row stride].</param>
/// <param name="Order">Of the model, [rows].</param>
/// <param name="Counts">Of the model, [rows + 1]: while rows are shuffled the draws, then the observed entries before each row of the order.</param>
internal readonly record struct TrainingMemory(
    ArrayView<float> Weights,
    ArrayView<float> Gradient,
    ArrayView<float> First,
    ArrayView<float> Second,
    ArrayView<float> Tile,
    ArrayView<float> Sums,
    ArrayView<TrainingLayer> Layers,
    ArrayView<float> Rows,
    ArrayView<int> Order,
    ArrayView<int> Counts);
