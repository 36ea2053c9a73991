using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Tests.Decoding.Protobuf;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Decoding;

/// <summary>Formats that do not fit their monitor are refused before anything starts.</summary>
public sealed class RecordDecoderTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void FindProblems_AMonitorOfAllFeatures_NeedsThemListed()
    {
        FormatProblem problem = Assert.Single(RecordDecoder.FindProblems(new KafkaFormat(), Decoding.MonitorOf()));
        Assert.Equal(
            "fields:  cannot be known: monitor m says features: all, and messages have no header that lists them; list the features in the monitor file", problem.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("a[")]
    [InlineData("a[x]")]
    [InlineData("a[-1]")]
    [InlineData("a[100000]")]
    [InlineData("a[0]b")]
    [InlineData("a\\")]
    public void FindProblems_APathThatIsNone_IsNamed(string path)
    {
        var format = new KafkaFormat { Fields = new Dictionary<string, string> { ["flow"] = path } };
        Assert.Equal(
            new FormatProblem("fields.flow", path, "must be names with dots between and indexes in brackets, as in values.flow or readings[0].v",
                "put a backslash before a '.', '[' or '\\' that belongs to a name"),
            Assert.Single(RecordDecoder.FindProblems(format, Decoding.MonitorOf(Decoding.Numbers("flow")))));
    }

    [Fact]
    public void FindProblems_TooManyLevels_AreRefused()
    {
        string path = string.Join('.', Enumerable.Repeat("a", 32));
        Assert.Empty(RecordDecoder.FindProblems(new KafkaFormat { Time = path }, Decoding.MonitorOf(Decoding.Numbers("flow"))));
        Assert.Equal("time", Assert.Single(RecordDecoder.FindProblems(new KafkaFormat { Time = path + ".a" }, Decoding.MonitorOf(Decoding.Numbers("flow")))).Key);
    }

    [Fact]
    public void FindProblems_EntityAndTimeUnderFields_AreSentToTheirKeys()
    {
        var format = new KafkaFormat { Fields = new Dictionary<string, string> { ["pump"] = "id", ["t"] = "ts" }, Entity = "header  " };
        Assert.Equal(
            ["fields.pump: id is the entity of monitor m, not a feature; write entity: id beside fields:",
             "fields.t: ts is the time of monitor m, not a feature; write time: ts beside fields:",
             "entity: header   names no header; write header and the name of one, as in header pump-id"],
            RecordDecoder.FindProblems(format, Decoding.MonitorOf(Decoding.Numbers("flow"))).Select(p => p.ToString()));
    }

    [Fact]
    public void FindProblems_Csv_NamesColumnsThatAreNotListed()
    {
        MonitorDefinition monitor = Decoding.MonitorOf(Decoding.Numbers("flow", "level"));
        Assert.Equal(
            new FormatProblem("columns", "", "is missing for format: csv: a line has no header", "list the columns of a line, in order"),
            Assert.Single(RecordDecoder.FindProblems(new KafkaFormat { Format = RecordFormat.Csv }, monitor)));
        Assert.Equal(
            ["fields.level: level is no column; the columns are pump, flow", "time: t is no column; the columns are pump, flow"],
            RecordDecoder.FindProblems(new KafkaFormat { Format = RecordFormat.Csv, Columns = ["pump", "flow"] }, monitor).Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("nothing", "finds no nothing in message plant.v1.Reading; it has pump, t, flow, all, samples, parts, at, wrapped, a, b, level, state, deltas")]
    [InlineData("all", "is a message plant.v1.All; name a field within it")]
    [InlineData("all.nothing", "finds no nothing in message plant.v1.All; it has double,")]
    [InlineData("flow.x", "looks for x in what is no message; end the path before it")]
    [InlineData("samples", "goes through samples, which is a list; say which element, as in samples[0]")]
    [InlineData("parts.double", "goes through parts, which is a list; say which element, as in parts[0]")]
    [InlineData("flow[0]", "has an index behind flow, which is no list; remove it")]
    [InlineData("[0]", "has an index where there is no list; remove it")]
    [InlineData("pump", "is text, and the feature is a number; write numbersAsStrings: true, or name a number")]
    [InlineData("at", "is a message google.protobuf.Timestamp; name a field within it")]
    public void FindProblems_Protobuf_PathsThatLeadNowhere_SayWhatThereIs(string path, string expected)
    {
        KafkaFormat format = _reading.Format with { Fields = new Dictionary<string, string> { ["x"] = path } };
        FormatProblem problem = Assert.Single(RecordDecoder.FindProblems(format, Decoding.MonitorOf(Decoding.Numbers("x", "flow"))));
        Assert.StartsWith($"fields.x: {path} {expected}", problem.ToString());
    }

    [Fact]
    public void FindProblems_Protobuf_AFloatNamesNoEntity() => Assert.Equal(
        "entity: flow is a float, which names nothing; name text, a whole number or an enumeration",
        Assert.Single(RecordDecoder.FindProblems(_reading.Format with { Entity = "flow" }, Decoding.MonitorOf(Decoding.Numbers("flow")))).ToString());

    [Fact]
    public void FindProblems_Protobuf_DescriptorsThatAreNone_AreRefused()
    {
        MonitorDefinition monitor = Decoding.MonitorOf(Decoding.Numbers("flow"));
        Assert.Equal("does not exist", Assert.Single(RecordDecoder.FindProblems(_reading.Format with { Descriptors = _reading.DescriptorPath + "x" }, monitor)).Rule);
        Assert.StartsWith("message: plant.Reading is no message of the descriptor set; it has ", Assert.Single(RecordDecoder.FindProblems(_reading.Format with { Message = "plant.Reading" }, monitor)).ToString());

        // Whatever is cut off or changed: a problem or a usable set, no exception.
        byte[] whole = File.ReadAllBytes(_reading.DescriptorPath);
        for (int at = 0; at < whole.Length; at += 7)
        {
            File.WriteAllBytes(_reading.DescriptorPath, whole[..at]);
            Assert.NotEmpty(RecordDecoder.FindProblems(_reading.Format, monitor));
            byte[] changed = [.. whole];
            changed[at] ^= 0x55;
            File.WriteAllBytes(_reading.DescriptorPath, changed);
            _ = RecordDecoder.FindProblems(_reading.Format, monitor);
        }
    }

    [Fact]
    public void Create_AFormatThatDoesNotFit_Throws()
    {
        var error = Assert.Throws<InvalidDataException>(() => RecordDecoder.Create(new KafkaFormat { Format = RecordFormat.Csv }, Decoding.MonitorOf(Decoding.Numbers("flow")), new EntityDirectory()));
        Assert.StartsWith("columns:  is missing for format: csv", error.Message);
    }
}
