using System.Text;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class CsvHeaderTests
{
    private static readonly FileLayout Listed = new(Channels: [Channel.Number("b"), Channel.Number("a")]);

    [Theory]
    [InlineData("", 0, "the file is empty")]
    [InlineData("\uFEFF", 0, "the file is empty")]
    [InlineData("\nentity,t,a\n", 1, "the first line is empty")]
    [InlineData("host,t,a\n", 1, "there is no entity column 'entity'; the columns are 'host', 't', 'a'.")]
    [InlineData("entity,time,a\n", 1, "there is no time column 't'; the columns are 'entity', 'time', 'a'.")]
    [InlineData("entity, t,a\n", 1, "there is no time column 't'; the columns are 'entity', ' t', 'a'.")]
    [InlineData("entity,t,a,b,a\n", 1, "columns 3 and 5 are both named 'a'; column names must be unique.")]
    [InlineData("entity,t,entity,a\n", 1, "columns 1 and 3 are both named 'entity'; column names must be unique.")]
    [InlineData("entity,t,label\n", 1, "there is no value column besides 'entity', 't', 'label'; at least one is needed.")]
    [InlineData(",entity,t,a\n", 1, "column 1 has no name; name it, or list the channels to read.")]
    [InlineData("entity;t;a;b\n", 1, "the columns seem to be separated by ';'; only commas are read, convert the file.")]
    [InlineData("entity\tt\ta\n", 1, "the columns seem to be separated by tabs; only commas are read, convert the file.")]
    [InlineData("ent\"ity,t,a\n", 1, "the header has a quote that does not enclose a whole field")]
    [InlineData("\"entity,t,a\n", 1, "the header has a quote that does not enclose a whole field")]
    [InlineData("entity,t,\0a\n", 1, "the header is no UTF-8 text")]
    public void Header_Unusable_NamesFileLineAndRule(string text, long line, string problem)
    {
        ObservationFileException exception = Reading.Refused(text);
        Assert.Equal(line, exception.Line);
        Assert.StartsWith(problem, exception.Problem, StringComparison.Ordinal);
        Assert.Equal($"{Reading.FileName}:{(line > 0 ? $"{line}:" : "")} {exception.Problem}", exception.Message);
    }

    [Fact]
    public void Header_Utf16_IsRefused()
    {
        Assert.Contains("save the file as UTF-8", Reading.Refused(Encoding.Unicode.GetPreamble()).Message, StringComparison.Ordinal);
        Assert.Contains("save the file as UTF-8", Reading.Refused(Encoding.Unicode.GetBytes("entity,t,a\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_BeyondTheLimit_IsRefused() =>
        Assert.Contains("longer than the record limit", Reading.Refused(new byte[3 << 20]).Message, StringComparison.Ordinal);

    [Fact]
    public void Header_ListedChannelMissing_NamesFileColumnAndWhatThereIs()
    {
        ObservationFileException exception = Reading.Refused("entity,t,a,c\n", Listed);
        Assert.Equal(1, exception.Line);
        Assert.Equal("there is no channel column 'b'; the columns are 'entity', 't', 'a', 'c'.", exception.Problem);
    }

    [Fact]
    public void Header_ListedChannels_GiveTheOrderAndIgnoreTheRest()
    {
        Reading reading = Reading.Of("x,a,t,,entity,b,\nnot a number,1,5,,pump,2,\n", Listed);
        Assert.Empty(reading.Letters);
        Assert.Equal([2f, 1f], Assert.Single(reading.Rows).Values);
    }

    [Fact]
    public void Header_NoListedChannels_TakesEveryOtherColumnInOrder()
    {
        Reading reading = Reading.Of("\uFEFF\"z\",label,\"t\",y,entity\r\n3,1,5,4,pump\r\n");
        Assert.Equal("2|pump|50000000|1|40400000 40800000", Assert.Single(reading.Lines));
        var source = Reading.Source("z,label,t,y,entity"u8.ToArray(), null, new EntityDirectory(), new DeadLetterCounter());
        Assert.Equal([Channel.Number("z"), Channel.Number("y")], source.Schema.Channels);
        Assert.Equal(Reading.FileName, source.Name);
    }

    [Fact]
    public void Header_OverTwoLines_MovesTheFirstRow()
    {
        Reading reading = Reading.Of("entity,t,\"a\nb\"\npump,1,2\n");
        Assert.Equal(3, Assert.Single(reading.Rows).Position);
    }

    [Theory]
    [InlineData("entity,t,a")]
    [InlineData("entity,t,a\n")]
    [InlineData("entity,t,a\r\n")]
    public void Header_Only_GivesNoRows(string text)
    {
        Reading reading = Reading.Of(text);
        Assert.Empty(reading.Rows);
        Assert.Empty(reading.Letters);
        Assert.Equal(2, reading.End);
    }

    [Fact]
    public void Header_OtherFieldNames_AreFollowed()
    {
        var layout = new FileLayout("host", "ts", "truth");
        Reading reading = Reading.Of("ts,host,truth,label\n2026-01-31T12:00:00Z,h,1,7\n", layout);
        Assert.Equal("2|h|17698608000000000|1|40e00000", Assert.Single(reading.Lines));
    }

    public static TheoryData<FileLayout, string> BadLayouts => new()
    {
        { new FileLayout("t", "t"), "must be three different" },
        { new FileLayout(""), "must be three different" },
        { new FileLayout(Channels: []), "lists no channels" },
        { new FileLayout(Channels: [Channel.Number("label")]), "'label' is the entity, time or label field" },
        { new FileLayout(Channels: [Channel.Number("a"), Channel.Number("a")]), "'a' is listed 2 times" },
    };

    [Theory]
    [MemberData(nameof(BadLayouts), DisableDiscoveryEnumeration = true)]
    public void Layout_Contradictory_IsRefusedWhateverTheFile(FileLayout layout, string problem) => Assert.Contains(
        problem,
        Assert.Throws<ArgumentException>(() => Reading.Of("entity,t,a\n", layout)).Message,
        StringComparison.Ordinal);
}
