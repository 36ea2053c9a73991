using System.Globalization;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>
/// verdicts.csv: one line for every row, in the order of the input. Numbers that do not exist (refused row, no model yet) are empty.
/// The threshold is in units of the score: the reconstruction error, KL, ELBO or reconstruction probability the monitor chose, smoothed as it says.
/// </summary>
internal sealed class VerdictCsv : IDisposable
{
    private static readonly string[] Columns =
    [
        "entity", "t", "surprise", "anomalous", "alert", "reconstruction_error", "kl", "threshold", "model_version", "top_features", "label",
    ];

    private readonly Stream _stream;
    private readonly CsvRowWriter _writer;
    private readonly char[] _text = new char[1024];

    public VerdictCsv(Stream stream)
    {
        _stream = stream;
        _writer = new CsvRowWriter(stream);
        foreach (string column in Columns)
        {
            _writer.Field(column);
        }

        _writer.EndRow();
    }

    public void Write(Poll poll)
    {
        ReadOnlySpan<sbyte> labels = poll.Batch.Labels;
        VerdictList verdicts = poll.Verdicts;
        for (int row = 0; row < verdicts.Count; row++)
        {
            ref readonly Verdict verdict = ref verdicts[row];
            _writer.Field(poll.Plans.Directory.KeyOf(verdict.Entity));
            _writer.Field(EventTime.FormatSeconds(verdict.EventTime));
            Number(verdict.Surprise);
            bool judged = verdict.IsScored || verdict.IsAnomalous;
            Decision(judged, verdict.IsAnomalous);
            Decision(judged, verdict.IsAlert);
            Number(verdict.ReconstructionError);
            Number(verdict.KlDivergence);
            Number(verdict.Threshold);
            if (verdict.IsScored)
            {
                _writer.Field((long)verdict.ModelVersion);
            }
            else
            {
                _writer.Empty();
            }

            _writer.Field(Top(poll, verdict));
            if (labels[row] == ObservationBatch.NoLabel)
            {
                _writer.Empty();
            }
            else
            {
                _writer.Field((long)labels[row]);
            }

            _writer.EndRow();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream.Dispose();
    }

    private void Number(float value)
    {
        if (float.IsNaN(value))
        {
            _writer.Empty();
        }
        else
        {
            _writer.Field(value);
        }
    }

    private void Decision(bool judged, bool value)
    {
        if (judged)
        {
            _writer.Field(value ? 1L : 0L);
        }
        else
        {
            _writer.Empty();
        }
    }

    /// <summary><c>name:share;name:share</c>, largest first.</summary>
    private ReadOnlySpan<char> Top(Poll poll, in Verdict verdict)
    {
        int length = 0;
        if (!verdict.IsScored)
        {
            return [];
        }

        foreach (TopFeatures.Contribution contribution in verdict.Top)
        {
            if (contribution.Source >= 0
                && _text.AsSpan(length).TryWrite(
                    CultureInfo.InvariantCulture,
                    $"{(length == 0 ? string.Empty : ";")}{poll.Plan.Encoder.NameOf(contribution.Source)}:{contribution.Share:0.###}",
                    out int written))
            {
                length += written;
            }
        }

        return _text.AsSpan(0, length);
    }
}
