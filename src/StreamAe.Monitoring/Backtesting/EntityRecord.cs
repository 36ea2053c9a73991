using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Baselines;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>What a back-test keeps of one entity: a score, a decision and a label for every scored row, and the baselines' scores beside them.</summary>
internal sealed class EntityRecord(string entity)
{
    private readonly List<float> _scores = [];
    private readonly List<float> _meanSquaredZ = [];
    private readonly List<float> _principal = [];
    private readonly List<byte> _anomalous = [];
    private readonly List<sbyte> _labels = [];
    private MeanSquaredZ? _meanSquaredZModel;
    private PrincipalComponents? _principalModel;
    private float _meanSquaredZThreshold;
    private float _principalThreshold;
    private long _rows;
    private long _anomalousRows;
    private long _labelledRows;
    private long _alerts;
    private long _firstTime = long.MaxValue;
    private long _lastTime = long.MinValue;

    public string Entity { get; } = entity;

    public double TrainSeconds { get; set; }

    public string Model { get; set; } = "no history to train on";

    public TrainingFigures? Training { get; set; }

    /// <summary>What was seasonal at the end of its history, moved row by row; empty where nothing is taken away.</summary>
    public float[] Season { get; set; } = [];

    /// <summary>Event time of its row before, ticks; <see cref="long.MinValue"/> before the first.</summary>
    public long PreviousTime { get; set; } = long.MinValue;

    /// <summary>What the features of its history remembered at the end of it, moved row by row; empty where there are none.</summary>
    public float[] History { get; set; } = [];

    /// <summary>Timestamps of the first and last poll that brought rows, for the rate.</summary>
    public long FirstSeen { get; set; }

    public long LastSeen { get; set; }

    /// <summary>Fits the baselines on the whole history, and their thresholds on its scores: models this simple hardly overfit.</summary>
    /// <param name="rows">[n × F] encoded rows of the history.</param>
    public void FitBaselines(ReadOnlySpan<float> rows, int features, double quantile)
    {
        int n = rows.Length / features;
        if (n < 2)
        {
            return;
        }

        _meanSquaredZModel = MeanSquaredZ.Fit(rows, features);
        _principalModel = PrincipalComponents.Fit(rows, features);
        float[] scores = new float[n];
        _meanSquaredZModel.Score(rows, scores);
        _meanSquaredZThreshold = Quantile(scores, quantile);
        _principalModel.Score(rows, scores);
        _principalThreshold = Quantile(scores, quantile);
    }

    public void Add(in Verdict verdict, sbyte label, ReadOnlySpan<float> encoded)
    {
        _rows++;
        _firstTime = Math.Min(_firstTime, verdict.EventTime);
        _lastTime = Math.Max(_lastTime, verdict.EventTime);
        _labelledRows += label == ObservationBatch.NoLabel ? 0 : 1;
        _anomalousRows += label == 1 ? 1 : 0;
        _alerts += verdict.IsAlert ? 1 : 0;
        if (!verdict.IsScored)
        {
            return;
        }

        _scores.Add(verdict.Surprise);
        _anomalous.Add((byte)(verdict.IsAnomalous ? 1 : 0));
        _labels.Add(label);
        Span<float> score = stackalloc float[1];
        if (_meanSquaredZModel is not null && _principalModel is not null)
        {
            _meanSquaredZModel.Score(encoded, score);
            _meanSquaredZ.Add(score[0]);
            _principalModel.Score(encoded, score);
            _principal.Add(score[0]);
        }
    }

    public EntityFigures Measure(double timestampFrequency)
    {
        bool hasLabels = _labelledRows > 0;
        DetectionFigures? ours = hasLabels ? Detect(_scores, _anomalous) : null;
        double days = EventTime.ToSeconds(_lastTime - _firstTime) / 86400;
        double seconds = (LastSeen - FirstSeen) / timestampFrequency;
        return new EntityFigures(
            Entity,
            Model,
            Training,
            new BacktestFigures(
                _rows,
                _rows - _scores.Count,
                hasLabels ? _anomalousRows : null,
                ours?.RocAuc,
                ours?.AveragePrecision,
                ours?.BestF1,
                ours?.F1,
                ours?.Precision,
                ours?.Recall,
                ours?.VusPr,
                hasLabels ? FalseAlarmRate() : null,
                _alerts,
                days > 0 ? _alerts / days : null,
                TrainSeconds,
                seconds > 0 ? _rows / seconds : null,
                new BaselineFigures(
                    hasLabels ? Baseline(_meanSquaredZ, _meanSquaredZThreshold) : null,
                    hasLabels ? Baseline(_principal, _principalThreshold) : null)));
    }

    private DetectionFigures? Baseline(List<float> scores, float threshold) =>
        scores.Count == 0 || scores.Count != _scores.Count ? null : Detect(scores, [.. scores.Select(s => (byte)(s > threshold ? 1 : 0))]);

    /// <summary>Rows without a label are left out, and rows a baseline cannot score because too much of them is missing.</summary>
    private DetectionFigures Detect(List<float> scores, List<byte> decisions)
    {
        var kept = new List<float>(scores.Count);
        var decided = new List<byte>(scores.Count);
        var labels = new List<byte>(scores.Count);
        for (int i = 0; i < scores.Count; i++)
        {
            if (_labels[i] != ObservationBatch.NoLabel && !float.IsNaN(scores[i]))
            {
                kept.Add(scores[i]);
                decided.Add(decisions[i]);
                labels.Add((byte)_labels[i]);
            }
        }

        float[] s = [.. kept];
        byte[] l = [.. labels];
        var confusion = Confusion.At(decided.ToArray(), l);
        return new DetectionFigures(
            RocAuc.Compute(s, l),
            AveragePrecision.Compute(s, l),
            BestF1.Compute(s, l)?.F1,
            confusion.F1,
            confusion.Precision,
            confusion.Recall,
            VusPr.Compute(s, l));
    }

    private double? FalseAlarmRate()
    {
        long normal = 0, flagged = 0;
        for (int i = 0; i < _labels.Count; i++)
        {
            normal += _labels[i] == 0 ? 1 : 0;
            flagged += _labels[i] == 0 && _anomalous[i] == 1 ? 1 : 0;
        }

        return normal == 0 ? null : (double)flagged / normal;
    }

    private static float Quantile(float[] scores, double quantile)
    {
        Array.Sort(scores);
        return scores[(int)Math.Min(scores.Length - 1, Math.Ceiling(quantile * (scores.Length - 1)))];
    }
}
