using System.Numerics.Tensors;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// One fit of one set of parameters: the epochs, what they measured, and the best parameters so far. One model's weights, gradient and
/// moments stay in the first-level cache for the whole of it where they fit.
/// </summary>
internal sealed unsafe class TrainingRun
{
    private readonly Architecture _architecture;
    private readonly TrainingOptions _options;
    private readonly BatchPlan _plan;
    private readonly BatchReader _reader;
    private readonly LossGradient _loss;
    private readonly IOptimizer _optimizer;
    private readonly EpochRule _rule;
    private readonly AlignedFloats _parameters;

    // With batch normalisation: the plain architecture's parameters, which are what is measured and kept.
    private readonly AlignedFloats? _folded;
    private readonly float[] _best;
    private PhiloxRandom _order;
    private PhiloxRandom _noise;
    private long _step;

    /// <param name="slot">[SlotFloats]: the first parameters; after <see cref="Fit"/> the best.</param>
    /// <param name="noise">Null where inputs are not spoilt.</param>
    /// <param name="streams">First random stream; see <see cref="RandomStream"/>.</param>
    public TrainingRun(
        Architecture architecture, TrainingOptions options, BatchPlan plan, float[] slot, bool hasMissing, InputNoise? noise, ulong streams)
    {
        _architecture = architecture;
        _options = options;
        _plan = plan;
        _best = slot;
        _reader = new BatchReader(architecture, plan.BatchSize, hasMissing, noise, options.HideFeatures);
        _loss = new LossGradient(architecture, plan.BatchSize, options);
        _optimizer = Optimizer.Create(options.Optimizer, _loss.Gradient.Length);
        _rule = new EpochRule(options, plan);
        _parameters = new AlignedFloats(slot.Length + (_loss.Normalization?.ScaleFloats ?? 0));
        slot.CopyTo(_parameters.Span);
        _loss.Normalization?.Fill(_parameters.Span);
        _folded = _loss.Normalization is null ? null : new AlignedFloats(slot.Length);
        _order = new PhiloxRandom(options.Seed, streams + RandomStream.Order);
        _noise = new PhiloxRandom(options.Seed, streams + RandomStream.Noise);
    }

    public TrainingCurves Curves => _rule.Curves;

    /// <param name="fitting">Rows that move the weights; their order is changed.</param>
    /// <param name="measured">Rows that the epochs are compared by; may be <paramref name="fitting"/>.</param>
    /// <param name="progress">Told of every epoch; may be null.</param>
    public TrainingOutcome Fit(
        in TrainingRows rows, Span<int> fitting, ReadOnlySpan<int> measured, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        for (int epoch = 1; epoch <= _plan.Epochs; epoch++)
        {
            double trainingLoss = TrainEpoch(in rows, fitting, BetaSchedule.At(_options.Variational, epoch), cancellationToken);
            AlignedFloats candidate = Candidate();
            double validationLoss = Measure(in rows, measured, candidate, withErrors: false).Loss;
            EpochVerdict verdict = _rule.Judge(trainingLoss, validationLoss, TensorPrimitives.IsFiniteAll(candidate.Span));
            if (verdict == EpochVerdict.Diverged)
            {
                return TrainingOutcome.Diverged;
            }

            progress?.Report(new TrainingProgress(epoch, _plan.Epochs, (float)trainingLoss, (float)validationLoss));
            if (verdict == EpochVerdict.Best)
            {
                candidate.Span[.._best.Length].CopyTo(_best);
            }
            else if (verdict == EpochVerdict.Stop)
            {
                return TrainingOutcome.StoppedEarly;
            }
        }

        return TrainingOutcome.Completed;
    }

    /// <summary>What the best parameters measure.</summary>
    public Measurement MeasureBest(in TrainingRows rows, ReadOnlySpan<int> indices)
    {
        AlignedFloats parameters = _folded ?? _parameters;
        _best.CopyTo(parameters.Span);
        return Measure(in rows, indices, parameters, withErrors: true);
    }

    /// <summary>The codes of rows under the best parameters, [indices × the latent layer's stride].</summary>
    public void Encode(in TrainingRows rows, ReadOnlySpan<int> indices, Span<float> codes)
    {
        AlignedFloats parameters = _folded ?? _parameters;
        _best.CopyTo(parameters.Span);
        int stride = _architecture.Layers[_architecture.LatentLayer].OutputStride;
        for (int start = 0; start < indices.Length; start += _plan.BatchSize)
        {
            int count = Math.Min(_plan.BatchSize, indices.Length - start);
            _reader.Read(in rows, indices.Slice(start, count), spoil: false);
            _loss.Encode(parameters.Pointer, _reader.Inputs, count).CopyTo(codes[(start * stride)..]);
        }
    }

    private double TrainEpoch(in TrainingRows rows, Span<int> fitting, double beta, CancellationToken cancellationToken)
    {
        _order.Shuffle(fitting);
        double sum = 0;
        int start = 0;
        for (int step = 0; step < _plan.StepsPerEpoch; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(_plan.BatchSize, fitting.Length - start);
            _reader.Read(in rows, fitting.Slice(start, count), spoil: true);
            sum += count * _loss.Compute(_parameters.Pointer, _reader.Inputs, _reader.Targets, count, _reader.IsMasked, beta, ref _noise);
            if (_options.Optimizer.ClipNorm > 0)
            {
                GradientClipping.Apply(_loss.Gradient, _options.Optimizer.ClipNorm);
            }

            _optimizer.Step(_parameters.Pointer, _loss.GradientPointer, _rule.Schedule.RateAt(_step));
            _step++;
            start += count;
        }

        return sum / start;
    }

    /// <summary>The parameters as scoring would use them.</summary>
    private AlignedFloats Candidate()
    {
        if (_folded is null)
        {
            return _parameters;
        }

        _loss.Normalization!.Fold(_parameters.Pointer, _folded.Span);
        return _folded;
    }

    private Measurement Measure(in TrainingRows rows, ReadOnlySpan<int> indices, AlignedFloats parameters, bool withErrors)
    {
        var measurement = new Measurement(_architecture, _options, withErrors);
        for (int start = 0; start < indices.Length; start += _plan.BatchSize)
        {
            int count = Math.Min(_plan.BatchSize, indices.Length - start);
            _reader.Read(in rows, indices.Slice(start, count), spoil: false);
            _loss.Measure(parameters.Pointer, _reader.Inputs, _reader.Targets, count, _reader.IsMasked, measurement);
        }

        return measurement;
    }
}
