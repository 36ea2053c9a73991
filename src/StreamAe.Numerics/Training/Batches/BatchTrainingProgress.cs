namespace StreamAe.Numerics.Training;

/// <summary>How far the training of many models is.</summary>
/// <param name="Finished">Models.</param>
/// <param name="Models">In all.</param>
/// <param name="Epochs">Ended so far, of all models together.</param>
public readonly record struct BatchTrainingProgress(int Finished, int Models, long Epochs);
