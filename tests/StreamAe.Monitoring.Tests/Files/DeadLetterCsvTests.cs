using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class DeadLetterCsvTests
{
    private static DeadLetter Letter(long position, string raw, DeadLetterReason reason = DeadLetterReason.Value) =>
        new("data/a,b.csv", position, reason, "Line 3: it is \"x\".", raw);

    [Fact]
    public void Dispose_Letters_AreRowsAndASummary()
    {
        using var folder = new TestFolder();
        string path = folder.Write("letters.csv", "an old file, longer than nothing");
        using (var csv = new DeadLetterCsv(path))
        {
            csv.Add(Letter(3, "a\tb\r\nc\\d\0\u001b[31m\u202E\uD800é😀"));
            csv.Add(Letter(4, "", DeadLetterReason.Late));
            Assert.Null(csv.Failure);
        }

        Assert.Equal(
            "source,position,reason,detail,raw\n"
            + "\"data/a,b.csv\",3,Value,\"Line 3: it is \"\"x\"\".\",a\\tb\\r\\nc\\\\d\\u0000\\u001B[31m\\u202E\\uD800é😀\n"
            + "\"data/a,b.csv\",4,Late,\"Line 3: it is \"\"x\"\".\",\n"
            + ",,Summary,\"2 dead letters, 2 written: Value 1, Late 1.\",\n",
            File.ReadAllText(path));
    }

    [Fact]
    public void Dispose_NoLetters_SaysSo()
    {
        var file = new MemoryStream();
        new DeadLetterCsv(file, 0).Dispose();
        Assert.Equal("source,position,reason,detail,raw\n,,Summary,\"0 dead letters, 0 written.\",\n", Encoding.UTF8.GetString(file.ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(10_000)]
    public void Add_BeyondTheLimit_CountsWithoutWriting(int maxBytes)
    {
        var file = new MemoryStream();
        using (var csv = new DeadLetterCsv(file, maxBytes))
        {
            for (int i = 0; i < 1000; i++)
            {
                csv.Add(Letter(i, new string('"', i % 50)));
            }

            Assert.Equal(1000, csv.Total);
        }

        string[] lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n');
        int written = lines.Length - 3; // header, summary, end
        Assert.InRange(file.ToArray().Length, maxBytes * 8 / 10, maxBytes + 250);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $",,Summary,\"1000 dead letters, {written} written, {1000 - written} left out to keep the file within {maxBytes} bytes: Value 1000.\","),
            lines[^2]);
    }

    [Fact]
    public void Add_DiskFull_IsAFailureNotAnException()
    {
        using var csv = new DeadLetterCsv(new FullDisk(), 1 << 20);
        for (int i = 0; i < 5000; i++)
        {
            csv.Add(Letter(i, "some text"));
        }

        Assert.Equal("no space left", csv.Failure);
        Assert.Equal(5000, csv.Total);
        csv.Dispose();
        csv.Add(Letter(1, ""));
    }

    [Fact]
    public void Flush_BringsTheLettersToTheFile()
    {
        using var folder = new TestFolder();
        using var csv = new DeadLetterCsv(folder.At("l.csv"));
        csv.Add(Letter(1, "r"));
        csv.Flush();
        using var reader = new StreamReader(new FileStream(folder.At("l.csv"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.Equal(2, reader.ReadToEnd().Count(c => c == '\n'));
    }

    [Fact]
    public void Constructor_NoSuchDirectory_SaysWhichFile()
    {
        using var folder = new TestFolder();
        ObservationFileException exception = Assert.Throws<ObservationFileException>(() => new DeadLetterCsv(folder.At("none/l.csv")));
        Assert.Equal(folder.At("none/l.csv"), exception.File);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no space left");
    }
}
