using System.Buffers.Text;
using Confluent.Kafka;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>
/// What the formats share: a format finds the fields of a message, and here they become an observation, by the rules of CSV files. A batch gets
/// a row only when all of it is known to be good.
/// </summary>
internal abstract class FieldDecoder : IRecordDecoder
{
    private readonly RecordLayout _layout;
    private readonly EntityField _entity;
    private readonly CsvCategories?[] _categories;
    private readonly float[] _values;
    private readonly byte[] _numberText = new byte[32]; // the longest 64-bit integer has 20 digits, the shortest round trip of a double 24

    protected FieldDecoder(RecordLayout layout, EntityDirectory directory)
    {
        _layout = layout;
        _entity = new EntityField(directory);
        _categories = [.. layout.Schema.Channels.Select(c => c.Kind == ChannelKind.Category ? new CsvCategories(c) : null)];
        _values = new float[layout.Schema.Count];
        Fields = new FieldValue[layout.Slots];
    }

    public Schema Schema => _layout.Schema;

    /// <summary>What the format found, by slot.</summary>
    protected FieldValue[] Fields { get; }

    protected RecordLayout Layout => _layout;

    public bool TryDecode(in KafkaRecord record, ObservationBatch batch, long position, out DecodeProblem problem)
    {
        if (record.Value.IsEmpty)
        {
            problem = new DecodeProblem(DeadLetterReason.Malformed, "the record has no value (a deletion marker, or empty); an observation needs one.");
            return false;
        }

        int most = _layout.Format.MaxRecordBytes;
        if (record.Value.Length > most)
        {
            problem = new DecodeProblem(DeadLetterReason.TooLarge, $"the record has {record.Value.Length:N0} bytes; at most {most:N0} are read (maxRecordBytes).");
            return false;
        }

        Fields.AsSpan().Clear();
        if (!TryReadFields(record.Value, out ReadOnlySpan<byte> text, out problem))
        {
            return false;
        }

        ReadOnlySpan<byte> entity = EntityOf(record, text);
        if (!TryEntity(record, text, entity, out problem)
            || !TryTime(record, text, out long ticks, out problem)
            || !TryLabel(text, out sbyte label, out problem)
            || !TryValues(text, out problem))
        {
            return false;
        }

        _values.CopyTo(batch.Add(_entity.Register(), ticks, position, label));
        return true;
    }

    /// <summary>Fills <see cref="Fields"/>, which are all missing, or says why the record cannot be read.</summary>
    /// <param name="value">Not empty.</param>
    /// <param name="text">What the fields are slices of.</param>
    /// <param name="problem">Set where false.</param>
    protected abstract bool TryReadFields(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text, out DecodeProblem problem);

    /// <summary>A text with escapes as what it means; false where it means no text. Valid until the next call.</summary>
    protected virtual bool TryUnescape(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> plain)
    {
        plain = text;
        return true;
    }

    /// <summary>The name of an enumeration's value; empty where it has none.</summary>
    protected virtual ReadOnlySpan<byte> NameOf(int slot, long value) => [];

    protected static DecodeProblem Malformed(string detail) => new(DeadLetterReason.Malformed, detail);

    private ReadOnlySpan<byte> EntityOf(in KafkaRecord record, ReadOnlySpan<byte> text)
    {
        if (_layout.EntitySlot >= 0)
        {
            return TryText(_layout.EntitySlot, text, out ReadOnlySpan<byte> entity) ? entity : [];
        }

        return _layout.EntityHeader is { } header ? HeaderOf(record.Headers, header) : record.Key;
    }

    /// <summary>The last one of the name, as Kafka's own clients take it.</summary>
    private static ReadOnlySpan<byte> HeaderOf(Headers? headers, string name)
    {
        for (int i = (headers?.Count ?? 0) - 1; i >= 0; i--)
        {
            IHeader header = headers![i];
            if (header.Key == name)
            {
                return header.GetValueBytes();
            }
        }

        return [];
    }

    private bool TryEntity(in KafkaRecord record, ReadOnlySpan<byte> text, ReadOnlySpan<byte> entity, out DecodeProblem problem)
    {
        if (_entity.TryTake(entity))
        {
            problem = default;
            return true;
        }

        string what = _layout.EntitySlot >= 0 ? Describe(_layout.EntitySlot, text)
            : $"{(_layout.EntityHeader is { } header ? $"header '{header}'" : "the record's key")} {(entity.IsEmpty ? "is missing or empty" : $"is {FieldText.Show(entity)}")}";
        problem = new DecodeProblem(DeadLetterReason.Entity, $"{what}; {EntityField.Rule}.");
        return false;
    }

    private bool TryTime(in KafkaRecord record, ReadOnlySpan<byte> text, out long ticks, out DecodeProblem problem)
    {
        problem = default;
        TimeUnit unit = _layout.Format.TimeUnit;
        int slot = _layout.TimeSlot;
        if (slot < 0)
        {
            bool has = record.TimestampMs >= 0;
            bool usable = FieldTime.TryScale(record.TimestampMs, TimeUnit.Milliseconds, out ticks) && has;
            problem = usable ? default : new DecodeProblem(
                DeadLetterReason.Time, $"the record's timestamp {(has ? $"is {record.TimestampMs} ms" : "is missing")}; {FieldTime.RuleOf(TimeUnit.Milliseconds)}.");
            return usable;
        }

        ref readonly FieldValue field = ref Fields[slot];
        ticks = 0;
        bool read = field.Kind switch
        {
            FieldKind.Ticks => FieldTime.IsInRange(ticks = field.Bits),
            FieldKind.Integer => FieldTime.TryScale(field.Bits, unit, out ticks),
            FieldKind.Unsigned => field.Bits >= 0 && FieldTime.TryScale(field.Bits, unit, out ticks),
            FieldKind.Real => FieldTime.TryScale(BitConverter.Int64BitsToDouble(field.Bits), unit, out ticks),
            FieldKind.Text or FieldKind.EscapedText or FieldKind.Number =>
                TryText(slot, text, out ReadOnlySpan<byte> time) && FieldTime.TryParse(time, unit, out ticks),
            _ => false,
        };
        if (!read)
        {
            problem = new DecodeProblem(DeadLetterReason.Time, $"{Describe(slot, text)}; {FieldTime.RuleOf(unit)}.");
        }

        return read;
    }

    private bool TryLabel(ReadOnlySpan<byte> text, out sbyte label, out DecodeProblem problem)
    {
        problem = default;
        int slot = _layout.LabelSlot;
        ref readonly FieldValue field = ref Fields[slot];
        label = ObservationBatch.NoLabel;
        if (field.Kind == FieldKind.Missing)
        {
            return true;
        }

        (bool read, label) = field.Kind switch
        {
            FieldKind.False => (true, (sbyte)0),
            FieldKind.True => (true, (sbyte)1),
            FieldKind.Integer or FieldKind.Unsigned or FieldKind.Enumeration => (field.Bits is 0 or 1, (sbyte)field.Bits),
            FieldKind.Real => BitConverter.Int64BitsToDouble(field.Bits) switch { 0 => (true, (sbyte)0), 1 => (true, (sbyte)1), _ => (false, label) },
            _ => TryText(slot, text, out ReadOnlySpan<byte> word) && CsvLabel.TryParse(word, out sbyte parsed) ? (true, parsed) : (false, label),
        };
        if (!read)
        {
            problem = new DecodeProblem(DeadLetterReason.Label, $"{Describe(slot, text)}; {CsvLabel.Rule}.");
        }

        return read;
    }

    private bool TryValues(ReadOnlySpan<byte> text, out DecodeProblem problem)
    {
        problem = default;
        int present = 0;
        for (int slot = 0; slot < _values.Length; slot++)
        {
            CsvFieldKind kind = _categories[slot] is { } categories ? Category(slot, text, categories) : Number(slot, text);
            if (kind == CsvFieldKind.Unusable)
            {
                bool isText = Fields[slot].Kind is FieldKind.Text or FieldKind.EscapedText && !_layout.Format.NumbersAsStrings && _categories[slot] is null;
                problem = new DecodeProblem(
                    DeadLetterReason.Value,
                    $"{Describe(slot, text)}{(isText ? " (text; numbersAsStrings: true would read numbers in strings)" : "")}; {CsvNumber.Rule}.");
                return false;
            }

            present += kind == CsvFieldKind.Value ? 1 : 0;
        }

        if (present == 0)
        {
            problem = new DecodeProblem(DeadLetterReason.NoValues, $"all {_values.Length} values are missing; at least one must be there.");
        }

        return present > 0;
    }

    private CsvFieldKind Number(int slot, ReadOnlySpan<byte> text)
    {
        ref readonly FieldValue field = ref Fields[slot];
        ref float value = ref _values[slot];
        switch (field.Kind)
        {
            case FieldKind.Number:
                return CsvNumber.Parse(text.Slice(field.Start, field.Length), out value);
            case FieldKind.Missing:
                value = float.NaN;
                return CsvFieldKind.Missing;
            case FieldKind.Text or FieldKind.EscapedText when _layout.Format.NumbersAsStrings && TryText(slot, text, out ReadOnlySpan<byte> word):
                return CsvNumber.Parse(word, out value);
            case FieldKind.False or FieldKind.True:
                value = field.Kind == FieldKind.True ? 1 : 0;
                return CsvFieldKind.Value;
            case FieldKind.Integer or FieldKind.Enumeration:
                value = field.Bits;
                return CsvFieldKind.Value;
            case FieldKind.Unsigned:
                // Halved with its last bit kept as a sticky one: one rounding, as for smaller numbers.
                value = field.Bits >= 0 ? field.Bits : 2f * (long)((ulong)field.Bits >> 1 | (ulong)field.Bits & 1);
                return CsvFieldKind.Value;
            case FieldKind.Real:
                double number = BitConverter.Int64BitsToDouble(field.Bits);
                value = (float)number;
                return double.IsNaN(number) ? CsvFieldKind.Missing : float.IsFinite(value) ? CsvFieldKind.Value : CsvFieldKind.Unusable;
            default:
                return CsvFieldKind.Unusable;
        }
    }

    private CsvFieldKind Category(int slot, ReadOnlySpan<byte> text, CsvCategories categories)
    {
        if (Fields[slot].Kind == FieldKind.Missing)
        {
            _values[slot] = float.NaN;
            return CsvFieldKind.Missing;
        }

        return TryText(slot, text, out ReadOnlySpan<byte> word) ? categories.Parse(word, out _values[slot]) : CsvFieldKind.Unusable;
    }

    /// <summary>The field as text, where it has one. Valid until the next call.</summary>
    private bool TryText(int slot, ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        ref readonly FieldValue field = ref Fields[slot];
        word = [];
        int length = 0;
        switch (field.Kind)
        {
            case FieldKind.Text or FieldKind.Number:
                word = text.Slice(field.Start, field.Length);
                return true;
            case FieldKind.EscapedText:
                return TryUnescape(text.Slice(field.Start, field.Length), out word);
            case FieldKind.False or FieldKind.True:
                word = field.Kind == FieldKind.True ? "true"u8 : "false"u8;
                return true;
            case FieldKind.Integer:
                Utf8Formatter.TryFormat(field.Bits, _numberText, out length);
                break;
            case FieldKind.Unsigned:
                Utf8Formatter.TryFormat((ulong)field.Bits, _numberText, out length);
                break;
            case FieldKind.Real:
                BitConverter.Int64BitsToDouble(field.Bits).TryFormat(_numberText, out length);
                break;
            case FieldKind.Enumeration:
                word = NameOf(slot, field.Bits);
                if (!word.IsEmpty)
                {
                    return true;
                }

                Utf8Formatter.TryFormat(field.Bits, _numberText, out length);
                break;
            default:
                return false;
        }

        word = _numberText.AsSpan(0, length);
        return true;
    }

    private string Describe(int slot, ReadOnlySpan<byte> text)
    {
        ref readonly FieldValue field = ref Fields[slot];
        string what = field.Kind switch
        {
            FieldKind.Missing => "missing",
            FieldKind.Object => "an object",
            FieldKind.Array => "an array",
            FieldKind.Ticks => $"{field.Bits / EventTime.TicksPerSecond} s",
            FieldKind.EscapedText when !TryText(slot, text, out _) => $"{FieldText.Show(text.Slice(field.Start, field.Length))}, which has an unpaired surrogate",
            _ => TryText(slot, text, out ReadOnlySpan<byte> word) && !word.IsEmpty ? FieldText.Show(word) : "empty",
        };
        return $"field '{_layout.PathOf(slot)}' is {what}";
    }
}
