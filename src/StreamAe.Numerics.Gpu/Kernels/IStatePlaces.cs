using ILGPU;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// Where gradient and moments lie, as a type: a kernel is compiled for each, so that the compiler knows for every access which memory it is of. Were
/// one choice made at run time, all shared memory would be read by the slower instructions that find out.
/// </summary>
internal interface IStatePlaces
{
    static abstract TrainingPlacement Placement { get; }

    /// <param name="shared">Of the group, the weights first.</param>
    /// <param name="state">Of all models.</param>
    static abstract ArrayView<float> Gradient(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int parameters);

    /// <param name="part"><see cref="TrainingShape.FirstMomentAt"/> or <see cref="TrainingShape.SecondMomentAt"/>.</param>
    static abstract ArrayView<float> Moment(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int part, int parameters);
}

/// <summary>Gradient and moments in shared memory.</summary>
internal readonly struct AllShared : IStatePlaces
{
    public static TrainingPlacement Placement => TrainingPlacement.All;

    public static ArrayView<float> Gradient(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int parameters) =>
        shared.SubView(parameters, parameters);

    public static ArrayView<float> Moment(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int part, int parameters) =>
        shared.SubView(part * parameters, parameters);
}

/// <summary>The gradient in shared, the moments in device memory.</summary>
internal readonly struct GradientShared : IStatePlaces
{
    public static TrainingPlacement Placement => TrainingPlacement.WeightsAndGradient;

    public static ArrayView<float> Gradient(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int parameters) =>
        shared.SubView(parameters, parameters);

    public static ArrayView<float> Moment(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int part, int parameters) =>
        TrainingKernel.Part(state, job, part, parameters);
}

/// <summary>Both in device memory.</summary>
internal readonly struct NothingShared : IStatePlaces
{
    public static TrainingPlacement Placement => TrainingPlacement.Weights;

    public static ArrayView<float> Gradient(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int parameters) =>
        TrainingKernel.Part(state, job, TrainingShape.GradientAt, parameters);

    public static ArrayView<float> Moment(ArrayView<float> shared, ArrayView<float> state, TrainingJob job, int part, int parameters) =>
        TrainingKernel.Part(state, job, part, parameters);
}
