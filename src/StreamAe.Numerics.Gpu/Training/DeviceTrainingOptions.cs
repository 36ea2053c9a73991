using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Training;

/// <summary>Which options the training kernel follows.</summary>
internal static class DeviceTrainingOptions
{
    /// <summary>The option that it does not follow, and null where it follows all.</summary>
    public static string? FindObstacle(TrainingOptions options)
    {
        RegularizationOptions regularization = options.Regularization;
        return options.Optimizer.Kind != OptimizerKind.Adam ? $"the optimiser is {options.Optimizer.Kind}; the device has Adam alone"
            : regularization.Dropout > 0 ? "dropout is not done on the device"
            : regularization.BatchNormalization ? "batch normalisation is not done on the device"
            : regularization.Sparsity != SparsityKind.None ? "sparsity is not done on the device"
            : options.Noise.Kind == NoiseKind.SaltAndPepper ? "salt and pepper noise is not done on the device"
            : options.PretrainingEpochs > 0 ? "layer-wise pretraining is not done on the device"
            : null;
    }
}
