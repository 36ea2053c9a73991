namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>What changes from launch to launch.</summary>
/// <param name="Index">Epochs before this one.</param>
/// <param name="Beta">Of the KL term.</param>
internal readonly record struct TrainingEpoch(int Index, float Beta);
