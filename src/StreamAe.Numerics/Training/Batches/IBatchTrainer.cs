namespace StreamAe.Numerics.Training;

/// <summary>Fits many models of one architecture in one call, each as <see cref="AutoencoderTrainer"/> fits one. Thread-safe; who comes while a device is busy waits.</summary>
public interface IBatchTrainer : IDisposable
{
    /// <summary>What trains: <c>simd</c>, <c>gpu</c>.</summary>
    string Name { get; }

    /// <summary>Why a model of this shape and these options is not fitted where this trainer fits others, but by the processor; null where it is.</summary>
    string? FindObstacle(Architectures.Architecture architecture, TrainingOptions options);

    /// <summary>
    /// The models in the order of <paramref name="batch"/>. The processor's are those of <see cref="AutoencoderTrainer"/> bit for bit; another
    /// backend's agree within its tolerance, and come out the same whatever other models are in the batch.
    /// </summary>
    /// <param name="progress">Told on this thread; null where nobody looks.</param>
    /// <exception cref="ArgumentException">
    /// The rows of a model, or the options, are such that <see cref="AutoencoderTrainer"/> refuses them; the message names the model by its
    /// index. Nothing is trained then.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled: between epochs or steps; what was fitted is lost.</exception>
    IReadOnlyList<TrainedModel> Train(BatchTraining batch, IProgress<BatchTrainingProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Does ahead what the first batch of such models would wait for.</summary>
    /// <returns>Kernels that were compiled; 0 where none had to be, or where there are none.</returns>
    int WarmUp(Architectures.Architecture architecture, TrainingOptions options) => 0;
}
