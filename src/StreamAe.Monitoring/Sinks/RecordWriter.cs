using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// What records about observations have in common: their id, their key and the first members of their JSON. Its buffers are reused, so that
/// a record costs no allocation.
/// </summary>
internal sealed class RecordWriter : IDisposable
{
    /// <summary>Of <c>2026-01-31T12:00:00.000Z</c>.</summary>
    private const int TimeLength = 24;

    // Names in other scripts stay readable: this JSON stands in no HTML page.
    private static readonly JavaScriptEncoder Escaping = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private readonly ArrayBufferWriter<byte> _value = new(1024);
    private readonly ArrayBufferWriter<byte> _id = new(256);
    private readonly ArrayBufferWriter<byte> _key = new(256);
    private readonly byte[] _monitor;
    private readonly JsonEncodedText _monitorText;
    private JsonEncodedText[] _features = [];
    private FeatureEncoder? _encoder;
    private string _source = string.Empty;
    private byte[] _sourceBytes = [];
    private JsonEncodedText _sourceText;

    public RecordWriter(string monitor)
    {
        _monitor = Encoding.UTF8.GetBytes(monitor);
        _monitorText = JsonEncodedText.Encode(_monitor, Escaping);
        Json = new Utf8JsonWriter(_value, new JsonWriterOptions { Encoder = Escaping, SkipValidation = true });
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>The records that follow are of this poll.</summary>
    public void Begin(Poll poll)
    {
        if (!ReferenceEquals(_encoder, poll.Plan.Encoder))
        {
            _encoder = poll.Plan.Encoder;
            _features = new JsonEncodedText[_encoder.SourceCount];
            for (int i = 0; i < _features.Length; i++)
            {
                _features[i] = JsonEncodedText.Encode(Encoding.UTF8.GetBytes(_encoder.NameOf(i)), Escaping);
            }
        }

        if (_source != poll.Source)
        {
            _source = poll.Source;
            _sourceBytes = Encoding.UTF8.GetBytes(_source);
            _sourceText = JsonEncodedText.Encode(_sourceBytes, Escaping);
        }
    }

    /// <summary>The name of a feature as the monitor lists it.</summary>
    public JsonEncodedText FeatureName(int source) => _features[source];

    /// <summary>Opens a record: monitor, entity, sequence, time, source, position.</summary>
    public void Open(in Verdict verdict, string entity)
    {
        bool isRejected = (verdict.Flags & VerdictFlags.Rejected) != 0;
        _value.ResetWrittenCount();
        _key.ResetWrittenCount();
        Encoding.UTF8.GetBytes(entity, _key);
        WriteId(verdict, isRejected);
        Json.Reset();
        Json.WriteStartObject();
        Json.WriteString("monitor"u8, _monitorText);
        Json.WriteString("entity"u8, entity);
        if (!isRejected)
        {
            Json.WriteNumber("sequence"u8, verdict.Sequence);
        }

        Span<byte> time = stackalloc byte[TimeLength];
        EventTime.ToUtc(verdict.EventTime).TryFormat(time, out int written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Json.WriteString("time"u8, time[..written]);
        Json.WriteString("source"u8, _sourceText);
        Json.WriteNumber("position"u8, verdict.Position);
    }

    /// <summary>Ends the record and adds it.</summary>
    public void Close(RecordBuffer target)
    {
        Json.WriteEndObject();
        Json.Flush();
        target.Add(new SinkRecord(_id.WrittenSpan, _key.WrittenSpan, _value.WrittenSpan, []));
    }

    /// <summary>JSON has no NaN and no ∞: what is not finite is left out.</summary>
    public void WriteFinite(ReadOnlySpan<byte> name, float value)
    {
        if (float.IsFinite(value))
        {
            Json.WriteNumber(name, value);
        }
    }

    public void Dispose() => Json.Dispose();

    /// <summary>
    /// <c>MONITOR/ENTITY/SEQUENCE</c>; a rejected row has no sequence of its own: <c>MONITOR/SOURCE/POSITION/rejected</c>. Unique though
    /// entities and sources may hold a slash: monitors hold none, and what follows the last one differs.
    /// </summary>
    private void WriteId(in Verdict verdict, bool isRejected)
    {
        _id.ResetWrittenCount();
        _id.Write(_monitor);
        _id.Write("/"u8);
        _id.Write(isRejected ? _sourceBytes : _key.WrittenSpan);
        _id.Write("/"u8);
        Utf8Formatter.TryFormat(isRejected ? verdict.Position : verdict.Sequence, _id.GetSpan(20), out int digits);
        _id.Advance(digits);
        if (isRejected)
        {
            _id.Write("/rejected"u8);
        }
    }
}
