using System.Text.Json;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// A JSON record a verdict. Marks that do not hold are left out but for <c>anomalous</c> and <c>alert</c>; so are figures that do not exist.
/// Rows that were refused are records too, with <c>"rejected":true</c>: who reads them all has one for every observation.
/// </summary>
/// <param name="monitor">Whose polls it encodes.</param>
/// <param name="anomalousOnly">Only what is anomalous; no rejected rows then.</param>
public sealed class VerdictEncoder(string sink, string monitor, bool anomalousOnly) : IRecordEncoder, IDisposable
{
    private readonly RecordWriter _writer = new(monitor);

    public string Sink => sink;

    public void Encode(Poll poll, RecordBuffer target)
    {
        ArgumentNullException.ThrowIfNull(poll);
        ArgumentNullException.ThrowIfNull(target);
        _writer.Begin(poll);
        foreach (ref readonly Verdict verdict in poll.Verdicts)
        {
            if (verdict.IsAnomalous || !anomalousOnly)
            {
                _writer.Open(verdict, poll.Plans.Directory.KeyOf(verdict.Entity));
                WriteJudgement(verdict);
                _writer.Close(target);
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    private void WriteJudgement(in Verdict verdict)
    {
        Utf8JsonWriter json = _writer.Json;
        _writer.WriteFinite("surprise"u8, verdict.Surprise);
        json.WriteBoolean("anomalous"u8, verdict.IsAnomalous);
        json.WriteBoolean("alert"u8, verdict.IsAlert);
        WriteMark("provisional"u8, verdict, VerdictFlags.Provisional);
        WriteMark("silence"u8, verdict, VerdictFlags.Silence);
        WriteMark("shifted"u8, verdict, VerdictFlags.Shifted);
        WriteMark("repeated"u8, verdict, VerdictFlags.Repeated);
        WriteMark("quiet"u8, verdict, VerdictFlags.Quiet);
        WriteMark("maintenance"u8, verdict, VerdictFlags.Maintenance);
        WriteMark("drifted"u8, verdict, VerdictFlags.Drifted);
        WriteMark("stuck"u8, verdict, VerdictFlags.Stuck);
        WriteMark("late"u8, verdict, VerdictFlags.Late);
        WriteMark("former"u8, verdict, VerdictFlags.Former);
        WriteMark("imputed"u8, verdict, VerdictFlags.Imputed);
        WriteMark("tooSparse"u8, verdict, VerdictFlags.TooSparse);
        WriteMark("rejected"u8, verdict, VerdictFlags.Rejected);
        _writer.WriteFinite("score"u8, verdict.Score);
        _writer.WriteFinite("threshold"u8, verdict.Threshold);
        _writer.WriteFinite("reconstructionError"u8, verdict.ReconstructionError);
        _writer.WriteFinite("kl"u8, verdict.KlDivergence);
        if (verdict.IsScored)
        {
            json.WriteNumber("modelVersion"u8, verdict.ModelVersion);
        }

        if (verdict.Top[0].Source >= 0)
        {
            WriteTop(verdict.Top);
        }
    }

    private void WriteMark(ReadOnlySpan<byte> name, in Verdict verdict, VerdictFlags flag)
    {
        if ((verdict.Flags & flag) != 0)
        {
            _writer.Json.WriteBoolean(name, true);
        }
    }

    private void WriteTop(in TopFeatures top)
    {
        Utf8JsonWriter json = _writer.Json;
        json.WriteStartArray("top"u8);
        foreach (TopFeatures.Contribution contribution in top)
        {
            if (contribution.Source >= 0)
            {
                json.WriteStartObject();
                json.WriteString("feature"u8, _writer.FeatureName(contribution.Source));
                _writer.WriteFinite("share"u8, contribution.Share);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
