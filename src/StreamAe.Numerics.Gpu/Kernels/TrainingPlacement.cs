namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What of a model lies in a group's shared memory while it is trained; the rest is in device memory, which its second-level cache serves.</summary>
internal enum TrainingPlacement
{
    /// <summary>Weights, gradient and moments.</summary>
    All,

    /// <summary>The moments do not.</summary>
    WeightsAndGradient,

    /// <summary>Neither do the moments nor the gradient.</summary>
    Weights,
}
