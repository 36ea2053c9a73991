namespace StreamAe.Numerics.Training;

/// <summary>The learning rate of each step of a training.</summary>
/// <param name="options">Kind and figures.</param>
/// <param name="fullRate">The rate before any schedule.</param>
/// <param name="stepsPerEpoch">1 or more.</param>
/// <param name="totalSteps">Of all epochs that may run; a cosine reaches 0 there, and training that stops early leaves it on the way.</param>
internal sealed class LearningRateSchedule(ScheduleOptions options, double fullRate, int stepsPerEpoch, long totalSteps)
{
    private double _plateauFactor = 1;
    private int _epochsWithoutGain;

    /// <param name="step">0-based.</param>
    public double RateAt(long step)
    {
        double factor = options.Kind switch
        {
            ScheduleKind.Step => Math.Pow(options.Factor, step / stepsPerEpoch / options.Epochs),
            ScheduleKind.Cosine => 0.5 * (1 + Math.Cos(Math.PI * step / totalSteps)),
            ScheduleKind.Plateau => _plateauFactor,
            _ => 1,
        };
        double warmUp = step < options.WarmUpSteps ? (step + 1.0) / options.WarmUpSteps : 1;
        return fullRate * factor * warmUp;
    }

    /// <summary>An epoch ended.</summary>
    /// <param name="isBest">Whether its validation loss is the best so far.</param>
    public void EndEpoch(bool isBest)
    {
        _epochsWithoutGain = isBest ? 0 : _epochsWithoutGain + 1;
        if (_epochsWithoutGain >= options.Epochs)
        {
            _plateauFactor *= options.Factor;
            _epochsWithoutGain = 0;
        }
    }
}
