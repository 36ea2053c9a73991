using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Tests.Modules;

/// <summary>Stands for a device that trains: tells the scorer, if there is one, what it was to compile for, by features below 0.</summary>
internal sealed class TestTrainer(TestScorer? scorer) : IBatchTrainer
{
    private readonly ProcessorBatchTrainer _processor = new();

    public string Name => "test";

    public string? FindObstacle(Architecture architecture, TrainingOptions options) => null;

    public int WarmUp(Architecture architecture, TrainingOptions options)
    {
        scorer?.WarmedUp.Add(-architecture.Features);
        return 1;
    }

    public IReadOnlyList<TrainedModel> Train(BatchTraining batch, IProgress<BatchTrainingProgress>? progress, CancellationToken cancellationToken) =>
        _processor.Train(batch, progress, cancellationToken);

    public void Dispose() => _processor.Dispose();
}
