namespace StreamAe.Numerics.Training;

/// <summary>What is made of an epoch's losses: whether its parameters are the best so far, and whether there is another epoch.</summary>
internal sealed class EpochRule(TrainingOptions options, BatchPlan plan)
{
    private readonly int _patienceStart = BetaSchedule.RiseEpochs(options.Variational);

    public LearningRateSchedule Schedule { get; } = new(
        options.Schedule, options.Optimizer.LearningRate, plan.StepsPerEpoch, (long)plan.Epochs * plan.StepsPerEpoch);

    public TrainingCurves Curves { get; } = new();

    /// <summary>Epochs judged so far, a diverged one left out.</summary>
    public int Epoch => Curves.Validation.Count;

    /// <param name="isFinite">Whether all parameters are: a weight that no row reaches may overflow without the losses knowing.</param>
    public EpochVerdict Judge(double trainingLoss, double validationLoss, bool isFinite)
    {
        if (!isFinite || !float.IsFinite((float)trainingLoss) || !float.IsFinite((float)validationLoss))
        {
            return EpochVerdict.Diverged;
        }

        long steps = (Epoch + 1L) * plan.StepsPerEpoch;
        bool isBest = Curves.Add(trainingLoss, validationLoss, Schedule.RateAt(steps - 1));
        Schedule.EndEpoch(isBest);
        return isBest ? EpochVerdict.Best
            : options.Patience > 0 && Epoch - Math.Max(Curves.BestEpoch, _patienceStart) >= options.Patience && steps >= options.MinSteps
                ? EpochVerdict.Stop
                : EpochVerdict.GoOn;
    }
}
