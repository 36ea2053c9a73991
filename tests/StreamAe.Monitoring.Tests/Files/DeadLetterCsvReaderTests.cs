using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class DeadLetterCsvReaderTests
{
    private static readonly DeadLetter[] Letters =
    [
        new("plant/kafka:readings/0", 17, DeadLetterReason.Value, "flow: \"NaN\", a number", "a\tb\r\nc\\d\0\u001b[31m\u202E\\u0041é😀,\"")
        {
            Monitor = "pumps, old",
            At = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(7),
        },
        new("", 0, DeadLetterReason.Late, "", "") { Monitor = "pumps" },
    ];

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame()
    {
        using var folder = new TestFolder();
        string path = folder.At("l.csv");
        using (var csv = new DeadLetterCsv(path, withOrigin: true))
        {
            Array.ForEach(Letters, csv.Add);
            csv.Flush();
            Assert.Equal(Letters, DeadLetterCsvReader.Read(path));
        }

        Assert.Equal(Letters, DeadLetterCsvReader.Read(path));
        Assert.Equal("source,position,reason,detail,raw,monitor,at", File.ReadLines(path).First());
        Assert.Equal(",,Summary,\"2 dead letters, 2 written: Value 1, Late 1.\",,,", File.ReadLines(path).Last());
    }

    [Fact]
    public void Read_WithoutOrigins_HasNone()
    {
        using var folder = new TestFolder();
        string path = folder.At("l.csv");
        using (var csv = new DeadLetterCsv(path))
        {
            csv.Add(Letters[0]);
        }

        Assert.Equal([Letters[0] with { Monitor = "", At = null }], DeadLetterCsvReader.Read(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,1,Value,d,r,m")]
    [InlineData("a,x,Value,d,r")]
    [InlineData("a,1,Nothing,d,r")]
    [InlineData("a,1,77,d,r")]
    [InlineData("\"a,1,Value,d,r")]
    [InlineData("\"a\"b,1,Value,d,r")]
    [InlineData("a,99999999999999999999,Value,d,r")]
    public void Read_OfWhatIsNoLetter_PassesItOver(string line)
    {
        using var folder = new TestFolder();
        string path = folder.Write("l.csv", $"source,position,reason,detail,raw\n{line}\nb,2,Late,d,r\\");
        Assert.Equal([new DeadLetter("b", 2, DeadLetterReason.Late, "d", "r\\")], DeadLetterCsvReader.Read(path));
        Assert.Empty(DeadLetterCsvReader.Read(folder.At("none.csv")));
    }
}
