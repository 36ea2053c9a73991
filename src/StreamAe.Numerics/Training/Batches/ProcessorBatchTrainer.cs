using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>One model after the other on the calling thread.</summary>
public sealed class ProcessorBatchTrainer : IBatchTrainer
{
    public string Name => "simd";

    public string? FindObstacle(Architecture architecture, TrainingOptions options) => null;

    public IReadOnlyList<TrainedModel> Train(BatchTraining batch, IProgress<BatchTrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Check();
        var models = new TrainedModel[batch.Models.Count];
        var watch = progress is null ? null : new Watch(progress, models.Length);
        for (int m = 0; m < models.Length; m++)
        {
            ModelRows model = batch.Models[m];
            models[m] = AutoencoderTrainer.TrainWatched(
                batch.Architecture, model.Rows.Span, model.RowCount, batch.OptionsOf(m), watch, cancellationToken);
            watch?.Finish();
        }

        return models;
    }

    public void Dispose()
    {
    }

    private sealed class Watch(IProgress<BatchTrainingProgress> progress, int models) : IProgress<TrainingProgress>
    {
        private int _finished;
        private long _epochs;

        public void Report(TrainingProgress value)
        {
            _epochs++;
            progress.Report(new BatchTrainingProgress(_finished, models, _epochs));
        }

        public void Finish()
        {
            _finished++;
            progress.Report(new BatchTrainingProgress(_finished, models, _epochs));
        }
    }
}
