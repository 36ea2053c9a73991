namespace StreamAe.Numerics.Training;

/// <summary>What each epoch measured, and which was best.</summary>
internal sealed class TrainingCurves
{
    public List<float> Training { get; } = [];

    public List<float> Validation { get; } = [];

    public List<float> LearningRate { get; } = [];

    /// <summary>1-based; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>True where this epoch is the best so far.</summary>
    public bool Add(double training, double validation, double learningRate)
    {
        Training.Add((float)training);
        Validation.Add((float)validation);
        LearningRate.Add((float)learningRate);
        if (BestEpoch > 0 && Validation[^1] >= Validation[BestEpoch - 1])
        {
            return false;
        }

        BestEpoch = Validation.Count;
        return true;
    }
}
