using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Decoding.Csv;

public sealed class CsvLineDecoderTests
{
    private static readonly KafkaFormat Format = new() { Format = RecordFormat.Csv, Columns = ["pump", "t", "flow", "unit, text", "label"] };

    private readonly Decoding _decoding = new(
        Format with { Fields = new Dictionary<string, string> { ["unit"] = "unit, text" } },
        FeatureDefinition.Number("flow"),
        FeatureDefinition.Category("unit", ["a,b", "c"]));

    [Theory]
    [InlineData("p1,5,1.5,c,1", 1.5f, 1f, 1)]
    [InlineData("p1,1970-01-01T00:00:05Z, 2 ,\"a,b\",\r\n", 2f, 0f, -1)]
    [InlineData("\"p1\",5,,d,0.0\n", float.NaN, 2f, 0)]
    public void TryDecode_AGoodLine_GivesItsRow(string line, float flow, float unit, int label)
    {
        Decoding.Row row = _decoding.Good(line);
        Assert.Equal(("p1", 5.0, (sbyte)label), (row.Entity, row.Seconds, row.Label));
        Assert.Equal([flow, unit], row.Values);
    }

    [Fact]
    public void TryDecode_EntityAndTimeOutsideTheLine_NeedNoColumns()
    {
        var decoding = new Decoding(new KafkaFormat { Format = RecordFormat.Csv, Columns = ["flow"], Entity = "key", Time = "record" }, Decoding.Numbers("flow"));
        Decoding.Row row = decoding.Good("3"u8, "p", 5000);
        Assert.Equal(("p", 5.0, 3f), (row.Entity, row.Seconds, row.Values[0]));
    }

    [Fact]
    public void TryDecode_ColumnsCalledLikeTheWords_AreNamedWithABackslash()
    {
        var decoding = new Decoding(new KafkaFormat { Format = RecordFormat.Csv, Columns = ["key", "record", "flow"], Entity = @"\key", Time = @"\record" }, Decoding.Numbers("flow"));
        Decoding.Row row = decoding.Good("p,5,3"u8, "other", 9000);
        Assert.Equal(("p", 5.0), (row.Entity, row.Seconds));
    }

    [Theory]
    [InlineData("p,1,2,c", DeadLetterReason.ColumnCount, "4 fields; the source lists 5 columns.")]
    [InlineData("p,1,2,c,0,", DeadLetterReason.ColumnCount, "6 fields; the source lists 5 columns.")]
    [InlineData("p,1,2,c,0\np,2,2,c,0", DeadLetterReason.Malformed, "the record holds more than one line; a record is one line.")]
    [InlineData("p,1,2,\"c,0", DeadLetterReason.Malformed, "the record ends inside a quoted field.")]
    [InlineData("p,1,2,c\"x,0", DeadLetterReason.Malformed, "a quote stands inside an unquoted field")]
    [InlineData("p,1,2,\0,0", DeadLetterReason.Malformed, "the record contains a NUL byte")]
    [InlineData("\uFEFFp,1,2,c,0", DeadLetterReason.Malformed, "the record begins with a byte order mark")]
    [InlineData("\n", DeadLetterReason.Malformed, "the line is empty.")]
    [InlineData("", DeadLetterReason.Malformed, "the record has no value")]
    [InlineData(",1,2,c,0", DeadLetterReason.Entity, "field 'pump' is empty; an entity key")]
    [InlineData("p,x,2,c,0", DeadLetterReason.Time, "field 't' is 'x'; a time is")]
    [InlineData("p,1,1e39,c,0", DeadLetterReason.Value, "field 'flow' is '1e39'; a value is")]
    [InlineData("p,1,,,0", DeadLetterReason.NoValues, "all 2 values are missing")]
    [InlineData("p,1,2,c,2", DeadLetterReason.Label, "field 'label' is '2'; a label is")]
    public void TryDecode_ABadLine_SaysWhatIsWrong(string line, DeadLetterReason reason, string detail)
    {
        DecodeProblem problem = _decoding.Bad(line);
        Assert.StartsWith(detail, problem.Detail);
        Assert.Equal(reason, problem.Reason);
    }

    [Fact]
    public void TryDecode_BytesThatAreNoText_AreRefused() =>
        Assert.Equal("the bytes are no UTF-8.", _decoding.Bad([0xFF, (byte)',']).Detail);
}
