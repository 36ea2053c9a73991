using StreamAe.Monitoring.Definitions;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Plans;

/// <summary>What a monitor's definition asks of the autoencoder engine.</summary>
internal static class EngineOptions
{
    /// <summary>
    /// Widths that the monitor leaves open follow the number of inputs. A joint distance knows the row itself: a model beside it need not be
    /// narrow for odd rows to be seen, and is wide, so that what it leaves is what nobody could tell.
    /// </summary>
    /// <param name="features">D, the reconstructed inputs of a row.</param>
    /// <param name="condition">C, the inputs that are context.</param>
    public static Architecture ArchitectureOf(MonitorDefinition definition, int features, int condition)
    {
        ModelDefinition model = definition.Model;
        (int[] hidden, int latent) = definition.Score.Residuals == ResidualScaling.Joint
            ? ([2 * features], Math.Clamp(Math.Max(2, features / 2), 1, Math.Max(1, features - 1)))
            : Architecture.DefaultWidths(features);
        return new Architecture(
            features,
            model.Hidden ?? hidden,
            model.Latent ?? latent,
            model.Kind == ModelKind.Vae ? LatentKind.Gaussian : LatentKind.Deterministic,
            model.Activation,
            model.LatentActivation,
            model.OutputActivation,
            condition);
    }

    public static TrainingOptions TrainingOf(MonitorDefinition definition)
    {
        TrainingDefinition training = definition.Training;
        return new TrainingOptions
        {
            Epochs = training.Epochs,
            MinSteps = training.MinSteps,
            BatchSize = training.BatchSize ?? 0,
            Patience = training.Patience,
            Loss = training.Loss,
            HuberDelta = training.HuberDelta,
            Optimizer = new OptimizerOptions
            {
                Kind = training.Optimizer,
                LearningRate = training.LearningRate,
                Momentum = training.Momentum,
                ClipNorm = training.ClipNorm,
            },
            Schedule = new ScheduleOptions
            {
                Kind = training.Schedule.Kind,
                Epochs = training.Schedule.Epochs,
                Factor = training.Schedule.Factor,
                WarmUpSteps = training.Schedule.WarmUpSteps,
            },
            Regularization = new RegularizationOptions
            {
                L1 = training.L1,
                L2 = training.L2,
                Dropout = training.Dropout,
                BatchNormalization = training.BatchNormalization,
                Sparsity = training.Sparsity.Kind,
                SparsityTarget = training.Sparsity.Target,
                SparsityWeight = training.Sparsity.Weight,
            },
            Noise = new NoiseOptions { Kind = training.Noise.Kind, Level = training.Noise.Level },
            Variational = new VariationalOptions
            {
                Beta = definition.Model.Beta,
                Annealing = training.Annealing.Kind,
                AnnealingEpochs = training.Annealing.Epochs,
                FreeBits = training.FreeBits,
            },
            Initialization = definition.Model.Initialization,
            PretrainingEpochs = training.PretrainingEpochs,
            HideFeatures = definition.Model.Predict,
            MaskMissing = definition.Data.Missing == MissingPolicy.Mask,
        };
    }
}
