using System.Text.Json;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// A JSON record a scored row: the values as they came with the values as the model reconstructs them (<c>denoised</c>), or the row's code
/// (<c>latent</c>). The runtime must keep what is asked for, see <see cref="RuntimeOptions.KeepRows"/>.
/// </summary>
/// <param name="monitor">Whose polls it encodes.</param>
/// <param name="kept">Which of the two; both are possible.</param>
public sealed class RowEncoder(string sink, string monitor, KeptRows kept) : IRecordEncoder, IDisposable
{
    private readonly RecordWriter _writer = new(monitor);

    public string Sink => sink;

    public void Encode(Poll poll, RecordBuffer target)
    {
        ArgumentNullException.ThrowIfNull(poll);
        ArgumentNullException.ThrowIfNull(target);
        RowCapture rows = poll.Rows ?? throw new InvalidOperationException($"The runtime keeps no rows; it needs KeepRows {kept} for sink {sink}.");
        _writer.Begin(poll);
        for (int row = 0; row < poll.Verdicts.Count; row++)
        {
            if (!rows.IsScored(row))
            {
                continue;
            }

            ref readonly Verdict verdict = ref poll.Verdicts[row];
            _writer.Open(verdict, poll.Plans.Directory.KeyOf(verdict.Entity));
            _writer.Json.WriteNumber("modelVersion"u8, verdict.ModelVersion);
            if ((kept & KeptRows.Denoised) != 0)
            {
                WriteValues(poll, row);
                WriteDenoised(poll.Plan.Encoder, rows.Denoised(row));
            }

            if ((kept & KeptRows.Latent) != 0)
            {
                WriteCode(rows.Code(row));
            }

            _writer.Close(target);
        }
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>What came from the source, missing values left out.</summary>
    private void WriteValues(Poll poll, int row)
    {
        FeatureEncoder encoder = poll.Plan.Encoder;
        ReadOnlySpan<float> values = poll.Batch.ValuesOf(row);
        _writer.Json.WriteStartObject("values"u8);
        for (int source = 0; source < encoder.SourceCount; source++)
        {
            int channel = encoder.ChannelOf(source);
            if (channel < 0 || float.IsNaN(values[channel]))
            {
                continue;
            }

            if (encoder.DefinitionOf(source) is { Kind: FeatureKind.Category } category)
            {
                _writer.Json.WriteString(_writer.FeatureName(source), category.CategoryOf((int)values[channel]));
            }
            else
            {
                _writer.Json.WriteNumber(_writer.FeatureName(source), values[channel]);
            }
        }

        _writer.Json.WriteEndObject();
    }

    /// <summary>What the model reconstructs. Not of context, which it is given, nor of hour and weekday, which say when and not what.</summary>
    private void WriteDenoised(FeatureEncoder encoder, ReadOnlySpan<float> denoised)
    {
        _writer.Json.WriteStartObject("denoised"u8);
        for (int source = 0; source < encoder.SourceCount; source++)
        {
            int first = encoder.RangeOf(source).First;
            if (encoder.IsContext(first) || encoder.IsCyclic(first))
            {
                continue;
            }

            JsonEncodedText name = _writer.FeatureName(source);
            if (encoder.DefinitionOf(source).Kind == FeatureKind.Category)
            {
                _writer.Json.WriteString(name, encoder.Describe(source, denoised));
            }
            else if ((float)encoder.NumberOf(source, denoised) is var number && float.IsFinite(number))
            {
                _writer.Json.WriteNumber(name, number);
            }
        }

        _writer.Json.WriteEndObject();
    }

    private void WriteCode(ReadOnlySpan<float> code)
    {
        _writer.Json.WriteStartArray("code"u8);
        foreach (float value in code)
        {
            if (float.IsFinite(value))
            {
                _writer.Json.WriteNumberValue(value);
            }
            else
            {
                _writer.Json.WriteNullValue();
            }
        }

        _writer.Json.WriteEndArray();
    }
}
