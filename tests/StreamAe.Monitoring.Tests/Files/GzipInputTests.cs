using System.Globalization;
using System.IO.Compression;
using System.Text;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class GzipInputTests
{
    private static byte[] Table(int rows)
    {
        var random = new Random(7);
        var text = new StringBuilder("entity,t,a,b\n");
        for (int i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"pump,{i},{random.NextDouble():R},{random.Next()}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Read_WholeArchive_GivesTheSameAsTheText(CompressionLevel level)
    {
        byte[] text = Table(2000);
        Reading plain = Reading.Of(text);
        Reading packed = Reading.Of(Reading.Gzip(text, level));
        Assert.Equal(2000, plain.Rows.Count);
        Assert.Equal(plain.Lines, packed.Lines);
        Assert.Empty(packed.Letters);
        Assert.Equal(plain.End, packed.End);
    }

    [Fact]
    public void Read_SeveralMembers_AreOneText()
    {
        byte[] text = Table(500);
        for (int cut = 20; cut < text.Length; cut += 997)
        {
            byte[] archive = [.. Reading.Gzip(text[..cut]), .. Reading.Gzip([]), .. Reading.Gzip(text[cut..])];
            Reading reading = Reading.Of(archive);
            Assert.Equal(500, reading.Rows.Count);
            Assert.Empty(reading.Letters);
        }
    }

    [Fact]
    public void Read_ArchivesOfManyLengths_AllEndCleanly()
    {
        // Lengths around the decompressor's input buffer: the end of the archive then falls on, before and behind its edge.
        byte[] noise = new byte[9000];
        new Random(3).NextBytes(noise);
        for (int length = 8100; length < 8300; length++)
        {
            using var input = new GzipInput(new MemoryStream(Reading.Gzip(noise[..length])));
            using var output = new MemoryStream();
            input.CopyTo(output);
            Assert.True(output.ToArray().AsSpan().SequenceEqual(noise.AsSpan(0, length)), $"length {length}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_CutOff_GivesWholeRowsThenOneLetter(bool twoMembers)
    {
        byte[] text = Table(2000);
        string[] whole = Reading.Of(text).Lines;
        byte[] archive = twoMembers
            ? [.. Reading.Gzip(text[..20_000]), .. Reading.Gzip(text[20_000..])]
            : Reading.Gzip(text);
        int firstMember = twoMembers ? Reading.Gzip(text[..20_000]).Length : -1;
        int before = 0;
        int fewest = int.MaxValue;
        IEnumerable<int> cuts = Enumerable.Range(1, archive.Length / 1000).Select(i => i * 1000)
            .Concat(Enumerable.Range(archive.Length - 30, 30))
            .Concat(Enumerable.Range(firstMember - 10, 30).Where(cut => twoMembers && cut != firstMember))
            .Order();
        foreach (int cut in cuts)
        {
            Reading reading = Reading.Of(archive[..cut]);
            int rows = reading.Rows.Count;
            Assert.Equal(whole.Take(rows), reading.Lines);
            DeadLetter letter = reading.OnlyLetter(DeadLetterReason.Malformed, rows + 2);
            Assert.EndsWith($" {rows} rows were read from line 2 on.", letter.Detail, StringComparison.Ordinal);
            Assert.Contains("gzip", letter.Detail, StringComparison.Ordinal);
            Assert.Equal(rows + 2, reading.End);
            Assert.True(rows >= before, $"a longer archive gave fewer rows: {rows} < {before} at {cut}");
            before = rows;
            fewest = Math.Min(fewest, rows);
        }

        Assert.InRange(fewest, 0, 100);
        Assert.Equal(2000, before);
    }

    [Fact]
    public void Read_CutOffEverywhere_NeverPassesForWhole()
    {
        byte[] archive = Reading.Gzip(Table(20));
        for (int cut = 0; cut < archive.Length; cut++)
        {
            byte[] piece = archive[..cut];
            try
            {
                Assert.Equal(DeadLetterReason.Malformed, Assert.Single(Reading.Of(piece).Letters).Reason);
            }
            catch (ObservationFileException exception)
            {
                Assert.True(exception.Line <= 1, exception.Message); // not even the header
            }
        }

        Assert.Empty(Reading.Of(archive).Letters);
    }

    [Fact]
    public void Read_ByteFlipped_NeverPassesForWhole()
    {
        byte[] text = Table(200);
        byte[] archive = Reading.Gzip(text);
        string[] whole = Reading.Of(text).Lines;
        int told = 0;
        for (int at = 10; at < archive.Length; at += 7)
        {
            byte[] broken = [.. archive];
            broken[at] ^= 0x10;
            try
            {
                Reading reading = Reading.Of(broken);
                Assert.NotEmpty(reading.Letters);
                Assert.Contains("cannot be read further", reading.Letters[^1].Detail, StringComparison.Ordinal);
                told++;
            }
            catch (ObservationFileException)
            {
                // damage before the end of the header
            }
        }

        Assert.True(told > 100, $"{told}");
        Assert.Equal(200, whole.Length);
    }

    [Fact]
    public void Read_SomethingBehindTheArchive_IsReportedAfterAllRows()
    {
        Reading reading = Reading.Of([.. Reading.Gzip(Table(10)), .. "and more"u8]);
        Assert.Equal(10, reading.Rows.Count);
        Assert.Contains("no gzip member", reading.OnlyLetter(DeadLetterReason.Malformed, 12).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EmptyOrHeaderlessArchive_IsRefused()
    {
        Assert.Contains("the file is empty", Reading.Refused(Reading.Gzip([])).Message, StringComparison.Ordinal);
        ObservationFileException exception = Reading.Refused([0x1f, 0x8b, 8, 0]);
        Assert.Equal(1, exception.Line);
        Assert.Contains("cut off or damaged", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeekAsync_InAnArchive_ContinuesAndMeetsTheBreakAgain()
    {
        byte[] archive = Reading.Gzip(Table(2000));
        byte[] cut = archive[..(archive.Length / 2)];
        Reading all = Reading.Of(cut);
        Reading rest = Reading.Of(cut, seek: 500);
        Assert.Equal(all.Lines[498..], rest.Lines);
        Assert.EndsWith($"{rest.Rows.Count} rows were read from line 500 on.", Assert.Single(rest.Letters).Detail, StringComparison.Ordinal);
        Reading atBreak = Reading.Of(cut, seek: all.End);
        Assert.Empty(atBreak.Rows);
        atBreak.OnlyLetter(DeadLetterReason.Malformed, all.End);
        Reading behind = Reading.Of(cut, seek: all.End + 100);
        Assert.Empty(behind.Rows);
        behind.OnlyLetter(DeadLetterReason.Malformed, all.End);
    }

    [Fact]
    public void Name_DoesNotDecide()
    {
        using var folder = new TestFolder();
        foreach (string name in (string[])["plain.csv.gz", "packed.csv"])
        {
            byte[] text = Table(3);
            string path = folder.Write(name, name == "packed.csv" ? Reading.Gzip(text) : text);
            var directory = new EntityDirectory();
            var letters = new DeadLetterCounter();
            Assert.Equal(3, Reading.Drain(new CsvObservationSource(path, new FileLayout(), directory, letters), directory, letters).Rows.Count);
        }
    }
}
