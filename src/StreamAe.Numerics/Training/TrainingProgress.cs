namespace StreamAe.Numerics.Training;

/// <summary>How far a training is.</summary>
/// <param name="Epoch">Ended, from 1.</param>
/// <param name="Epochs">Most that may run.</param>
/// <param name="TrainingLoss">Of this epoch.</param>
/// <param name="ValidationLoss">After it.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, float TrainingLoss, float ValidationLoss);
