using StreamAe.Host.Lab;
using StreamAe.Monitoring.Files;

namespace StreamAe.Host.Tests.Lab;

public sealed class LabTableReaderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TakesNumbersAndWordsInTheOrderAskedFor()
    {
        LabTable table = Read("a,kind,b\n1,x,2\n\n3,\"y, z\",4\n", new LabColumns { Features = ["b", "a"], Texts = ["kind"] });
        Assert.Equal([[2f, 1f], [4f, 3f]], table.Rows);
        Assert.Equal(["x", "y, z"], table.Texts["kind"]);
        Assert.Equal([2, 4], table.Lines);
    }

    [Fact]
    public void Read_WithoutNames_TakesAllOthers()
    {
        LabTable table = Read("id,a,label,b\n7,1,x,2\n", new LabColumns { Texts = ["label"], Ignored = ["id"] });
        Assert.Equal(["a", "b"], table.Features);
    }

    [Fact]
    public void Read_WhereMissingIsAllowed_GivesNaN()
    {
        LabTable table = Read("a,b\n,2\n1,NA\n", new LabColumns { AllowMissing = true });
        Assert.Equal([[float.NaN, 2f], [1f, float.NaN]], table.Rows);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", ":3: 1 fields; the header names 2 columns")]
    [InlineData("a,b\n1,2\n3,x\n", ":3: column 'b' is 'x'; a value is a finite decimal number")]
    [InlineData("a,b\n1,1e39\n", ":2: column 'b' is '1e39'")]
    [InlineData("a,b\n1,\n", ":2: column 'b' is missing here")]
    [InlineData("a,b\n1,\"2\n", ":2: a quote that this line opens is never closed")]
    [InlineData("a,a\n1,2\n", ":1: two columns are named 'a'")]
    [InlineData("a,\n1,2\n", ":1: column 2 has no name")]
    [InlineData("a,b\n", "the file has a header and no rows")]
    [InlineData("", ":1: the first line is empty")]
    [InlineData("a,b\n1,\u00002\n", ":2: the bytes are no UTF-8 text")]
    public void Read_OfABadFile_NamesLineValueAndRule(string text, string message)
    {
        var error = Assert.Throws<ObservationFileException>(() => Read(text, new LabColumns()));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Read_OfAColumnThatIsNotThere_ListsThoseThatAre() =>
        Assert.Contains(
            "there is no column 'c'; the columns are 'a', 'b'",
            Assert.Throws<ObservationFileException>(() => Read("a,b\n1,2\n", new LabColumns { Features = ["c"] })).Message);

    [Fact]
    public void Read_BeyondItsMemory_StopsWithTheRemedy() =>
        Assert.Contains(
            "Raise --max-memory",
            Assert.Throws<ObservationFileException>(() => Read("a,b\n1,2\n3,4\n", new LabColumns { MaxBytes = 15 })).Message);

    [Theory]
    [InlineData("100", 100)]
    [InlineData("2KiB", 2048)]
    [InlineData("1.5 GiB", 1610612736)]
    [InlineData("3M", 3145728)]
    public void Bytes_AreRead(string text, long bytes)
    {
        Assert.True(ByteText.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("5 apples")]
    [InlineData("1e30GiB")]
    [InlineData("NaN")]
    public void Bytes_OfNoSize_AreRefused(string text) => Assert.False(ByteText.TryParse(text, out _));

    private LabTable Read(string text, LabColumns columns) => LabTableReader.Read(_folder.Write("t.csv", text), columns, TestContext.Current.CancellationToken);
}
