using StreamAe.Numerics.Gpu.Kernels;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Training;

/// <summary>A model while a device trains it: what the host keeps of it from epoch to epoch.</summary>
internal sealed class RunningModel
{
    private readonly long[] _observed = new long[2];
    private AdamCorrection _correction = new();
    private long _step;
    private bool _isBest;

    /// <param name="index">In its batch.</param>
    /// <param name="observedOfRow">[rows] observed features of each row, empty where all are.</param>
    public RunningModel(int index, PreparedTraining prepared, ReadOnlySpan<int> observedOfRow)
    {
        (Index, Prepared) = (index, prepared);
        Rule = new EpochRule(prepared.Options, prepared.Plan);
        _observed[0] = Count(prepared.Fitting, observedOfRow);
        _observed[1] = Count(prepared.Measured, observedOfRow);
    }

    public int Index { get; }

    public PreparedTraining Prepared { get; }

    public EpochRule Rule { get; }

    /// <summary>Where its state begins on the device, in floats.</summary>
    public long State { get; init; }

    /// <summary>Of its rows on the device.</summary>
    public int FirstRow { get; init; }

    /// <summary>Of its counts on the device.</summary>
    public int FirstCount { get; init; }

    /// <summary>Which part of its state the best weights are.</summary>
    public int BestPart => _isBest ? 0 : TrainingShape.BestAt;

    /// <param name="rates">Those of its steps go here, from <paramref name="at"/> on.</param>
    public TrainingJob NextEpoch(Span<float> rates, int at)
    {
        int steps = Prepared.Plan.StepsPerEpoch;
        for (int s = 0; s < steps; s++)
        {
            (rates[at + (2 * s)], rates[at + (2 * s) + 1]) = _correction.Next(Rule.Schedule.RateAt(_step + s));
        }

        _step += steps;
        bool measuresFitting = Prepared.ValidationRows == 0;
        return new TrainingJob(
            State,
            FirstRow,
            FirstCount,
            Prepared.FittingRows,
            measuresFitting ? 0 : Prepared.FittingRows,
            measuresFitting ? Prepared.FittingRows : Prepared.ValidationRows,
            Prepared.Plan.BatchSize,
            steps,
            at,
            Prepared.Options.Seed,
            _observed[0],
            _isBest ? 1 : 0);
    }

    /// <summary>What the epoch's results mean: how the training ended, or null where it goes on.</summary>
    public TrainingOutcome? Judge(ReadOnlySpan<float> results)
    {
        double trainingLoss = Sum(results, 0) / Prepared.FittingRows;
        var measurement = new Measurement(Prepared.Architecture, Prepared.Options)
        {
            Rows = Prepared.Measured.Length,
            Observed = _observed[1],
            Reconstruction = Sum(results, LongSum.Floats),
        };
        for (int j = 0; j < measurement.Divergences.Length; j++)
        {
            measurement.Divergences[j] = Sum(results, TrainingShape.FixedResults + (LongSum.Floats * j));
        }

        EpochVerdict verdict = Rule.Judge(trainingLoss, measurement.Loss, results[TrainingShape.FixedResults - 1] != 0);
        _isBest = verdict == EpochVerdict.Best;
        return verdict switch
        {
            EpochVerdict.Diverged => TrainingOutcome.Diverged,
            EpochVerdict.Stop => TrainingOutcome.StoppedEarly,
            _ => Rule.Epoch == Prepared.Plan.Epochs ? TrainingOutcome.Completed : null,
        };
    }

    private static double Sum(ReadOnlySpan<float> results, int at) => (double)results[at] + results[at + 1];

    private long Count(ReadOnlySpan<int> rows, ReadOnlySpan<int> observedOfRow)
    {
        if (observedOfRow.IsEmpty)
        {
            return (long)rows.Length * Prepared.Architecture.Features;
        }

        long sum = 0;
        foreach (int row in rows)
        {
            sum += observedOfRow[row];
        }

        return sum;
    }
}
