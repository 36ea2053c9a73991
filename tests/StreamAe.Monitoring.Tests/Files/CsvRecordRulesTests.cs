using System.Text;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

/// <summary>One bad record each, on line 3 between two good ones: what it becomes, and that its neighbours stay.</summary>
public sealed class CsvRecordRulesTests
{
    private const string Before = "entity,t,a,b,label\npump,1,1,2,0\n";
    private const string After = "pump,9,3,4,1\n";

    private static DeadLetter Refused(string record, DeadLetterReason reason, int buffer = 4096) =>
        Refused(Encoding.UTF8.GetBytes(record), reason, buffer);

    private static DeadLetter Refused(byte[] record, DeadLetterReason reason, int buffer = 4096)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Before), .. record, (byte)'\n', .. Encoding.UTF8.GetBytes(After)];
        Reading reading = Reading.Of(bytes, buffer: buffer);
        Assert.Equal([2, 4], reading.Rows.Select(row => row.Position));
        Assert.Equal(5, reading.End);
        return reading.OnlyLetter(reason, 3);
    }

    [Theory]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("3.4028236e38")]
    [InlineData("1e39")]
    [InlineData("abc")]
    [InlineData("0x1F")]
    [InlineData("1,5")]
    [InlineData("1 5")]
    [InlineData("1.2.3")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-nan")]
    [InlineData("--1")]
    [InlineData("1_000")]
    [InlineData("١")]
    public void Value_NoFiniteFloat_NamesLineColumnValueAndRule(string value)
    {
        DeadLetter letter = Refused($"pump,2,7,\"{value}\",0", DeadLetterReason.Value);
        Assert.Equal($"Line 3: column 'b' (number 4) is '{value}'; {CsvNumber.Rule}.", letter.Detail);
        Assert.Equal($"pump,2,7,\"{value}\",0", letter.Raw);
    }

    [Fact]
    public void Value_VeryLong_IsCutInTheLetter()
    {
        DeadLetter letter = Refused($"pump,2,7,{new string('x', 5000)},0", DeadLetterReason.Value);
        Assert.Contains($"is '{new string('x', 60)}…' (5000 bytes); ", letter.Detail, StringComparison.Ordinal);
        Assert.Equal(DeadLetter.MaxRawLength, letter.Raw.Length);
    }

    [Theory]
    [InlineData("pump,2,7", 3)]
    [InlineData("pump,2,7,8,0,", 6)]
    [InlineData("pump,2,7,8,0,9,9,9,9", 9)]
    [InlineData(" ", 1)]
    [InlineData("\"pump,2\",7,8,0", 4)]
    [InlineData("pump,x,abc", 3)]
    public void ColumnCount_Wrong_SaysBothCounts(string record, int fields) =>
        Assert.Equal($"Line 3: {fields} fields; the header names 5 columns.", Refused(record, DeadLetterReason.ColumnCount).Detail);

    [Fact]
    public void Entity_Empty_IsRefused()
    {
        Assert.Contains("column 'entity' (number 1) is empty; an entity key has 1 to 256 characters", Refused(",2,7,8,0", DeadLetterReason.Entity).Detail, StringComparison.Ordinal);
        Refused("\"\",2,7,8,0", DeadLetterReason.Entity);

        // In the first row too, where no entity came before.
        Reading.Of("entity,t,a\n,1,1\npump,2,2\n").OnlyLetter(DeadLetterReason.Entity, 2);
    }

    [Theory]
    [InlineData("k", 257)]
    [InlineData("é", 257)]
    [InlineData("€", 257)]
    [InlineData("€", 100_000)]
    [InlineData("😀", 129)]
    public void Entity_TooLong_IsRefused(string part, int times)
    {
        string key = string.Concat(Enumerable.Repeat(part, times));
        Assert.Contains("column 'entity' (number 1) is '", Refused($"{key},2,7,8,0", DeadLetterReason.Entity).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k", 256)]
    [InlineData("€", 256)]
    [InlineData("😀", 128)]
    public void Entity_OfTheLongestLength_IsTaken(string part, int times)
    {
        string key = string.Concat(Enumerable.Repeat(part, times));
        Reading reading = Reading.Of($"{Before}{key},2,7,8,0\n{key},3,7,8,0\n{After}");
        Assert.Equal(["pump", key, key, "pump"], reading.Rows.Select(row => row.Entity));
    }

    [Fact]
    public void Entity_OfARefusedRow_IsNotRegistered()
    {
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter();
        var source = Reading.Source(Encoding.UTF8.GetBytes($"{Before}ghost,2,x,8,0\nghost2,x,1,8,0\nghost3,3,,,0\nghost4,3,1,1,7\n"), null, directory, letters);
        Reading.Drain(source, directory, letters);
        Assert.Equal(4, letters.Total);
        Assert.Equal(1, directory.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("soon")]
    [InlineData("12:00")]
    [InlineData("12-05")]
    [InlineData("Jan 5")]
    [InlineData("5/1/2026")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("1e12")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("1 2")]
    public void Time_MissingOrNone_NamesLineColumnValueAndRule(string time)
    {
        DeadLetter letter = Refused($"pump,{time},7,8,0", DeadLetterReason.Time);
        Assert.Equal($"Line 3: column 't' (number 2) {(time.Length == 0 ? "is empty" : $"is '{time}'")}; {CsvTime.Rule}.", letter.Detail);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("nan")]
    [InlineData("01")]
    public void Label_NeitherZeroNorOne_IsRefused(string label)
    {
        DeadLetter letter = Refused($"pump,2,7,8,{label}", DeadLetterReason.Label);
        Assert.Equal($"Line 3: column 'label' (number 5) is '{label}'; a label is 0, 1, 0.0, 1.0 or empty.", letter.Detail);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("0.0", 0)]
    [InlineData("1.0", 1)]
    [InlineData(" 1 ", 1)]
    [InlineData("", -1)]
    [InlineData("\"1\"", 1)]
    public void Label_Known_IsTaken(string label, int expected)
    {
        Reading reading = Reading.Of($"{Before}pump,2,7,8,{label}\n");
        Assert.Empty(reading.Letters);
        Assert.Equal(expected, reading.Rows[1].Label);
    }

    [Fact]
    public void Label_NoColumn_MeansNoLabel() =>
        Assert.Equal(ObservationBatch.NoLabel, Assert.Single(Reading.Of("entity,t,a\npump,1,1\n").Rows).Label);

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("null")]
    [InlineData("NA")]
    [InlineData(" NA ")]
    [InlineData("  ")]
    public void Value_Missing_IsNaN(string missing)
    {
        Reading reading = Reading.Of($"{Before}pump,2,{missing},8,0\n");
        Assert.Empty(reading.Letters);
        Assert.True(float.IsNaN(reading.Rows[1].Values[0]));
        Assert.Equal(8f, reading.Rows[1].Values[1]);
    }

    [Fact]
    public void Values_AllMissing_SaysHowMany() => Assert.Equal(
        "Line 3: all 2 value columns are missing; at least one must hold a value.", Refused("pump,2,,NaN,0", DeadLetterReason.NoValues).Detail);

    [Theory]
    [InlineData(16)]
    [InlineData(4096)]
    public void Text_NotUtf8OrWithNul_IsMalformed(int buffer)
    {
        Assert.Contains("no UTF-8", Refused([.. "pump"u8, 0xC3, 0x28, .. ",2,7,8,0"u8], DeadLetterReason.Malformed, buffer).Detail, StringComparison.Ordinal);
        Assert.Contains("no UTF-8", Refused([.. "pump,2,7,8,"u8, 0xFF], DeadLetterReason.Malformed, buffer).Detail, StringComparison.Ordinal);
        DeadLetter letter = Refused([.. "pu"u8, 0, .. "mp,2,7,8,0"u8], DeadLetterReason.Malformed, buffer);
        Assert.Contains("NUL", letter.Detail, StringComparison.Ordinal);
        Assert.Equal("pu\0mp,2,7,8,0", letter.Raw);
    }

    [Theory]
    [InlineData("pu\"mp,2,7,8,0", 16)]
    [InlineData("pu\"mp,2,7,8,0", 4096)]
    [InlineData("\"pump\"x,2,7,8,0", 16)]
    [InlineData("\"pump\" ,2,7,8,0", 4096)]
    [InlineData("pump,2,7,8\",0", 16)]
    [InlineData("pump,2,\"7\"\",8,0\",\"", 4096)]
    public void Quote_InTheWrongPlace_CostsOneLine(string record, int buffer)
    {
        DeadLetter letter = Refused(record, DeadLetterReason.Malformed, buffer);
        Assert.Contains("quote", letter.Detail, StringComparison.Ordinal);
        Assert.Equal(record, letter.Raw);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(4096)]
    public void Quote_NeverClosed_CostsOneLineNotTheRestOfTheFile(int buffer)
    {
        DeadLetter letter = Refused("\"pump,2,7,8,0", DeadLetterReason.Malformed, buffer);
        Assert.Contains("never closed", letter.Detail, StringComparison.Ordinal);
        Assert.Equal("\"pump,2,7,8,0", letter.Raw);
        Reading last = Reading.Of(Before + "\"pump,2,7,8,0", buffer: buffer);
        last.OnlyLetter(DeadLetterReason.Malformed, 3);
        Assert.Equal(4, last.End);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(4096)]
    public void Quote_AroundCommasLinesAndQuotes_IsRead(int buffer)
    {
        Reading reading = Reading.Of($"{Before}\"a,b\r\n\"\"c\"\"\n\",2,\"7\",\"\",\"1\"\n{After}", buffer: buffer);
        Assert.Empty(reading.Letters);
        Assert.Equal(["pump", "a,b\r\n\"c\"\n", "pump"], reading.Rows.Select(row => row.Entity));
        Assert.Equal([2, 3, 6], reading.Rows.Select(row => row.Position));
        Assert.Equal(7, reading.End);
        Assert.Equal("6|pump|90000000|1|40400000 40800000", reading.Lines[2]);
    }

    [Fact]
    public void TooLarge_OneLine_IsPassedOverInBoundedMemory()
    {
        // 5 MiB in one line, at a limit of 1 MiB: the reader may not ask for more than it holds at once.
        byte[] big = [.. Encoding.UTF8.GetBytes(Before), .. Enumerable.Repeat((byte)'7', 5 << 20), (byte)'\n', .. Encoding.UTF8.GetBytes(After)];
        var asked = new List<int>();
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter();
        var source = new CsvObservationSource(
            Reading.FileName, new FileLayout(), directory, letters, new CsvReadingOptions(4096) { OpenStream = _ => new WidestRead(big, asked) });
        Reading reading = Reading.Drain(source, directory, letters);
        Assert.Equal([2, 4], reading.Rows.Select(row => row.Position));
        DeadLetter letter = reading.OnlyLetter(DeadLetterReason.TooLarge, 3);
        Assert.Contains("more than 1048576 bytes", letter.Detail, StringComparison.Ordinal);
        Assert.Equal(new string('7', DeadLetter.MaxRawLength), letter.Raw);
        Assert.InRange(asked.Max(), 4096, (1 << 20) + 2);
    }

    [Theory]
    [InlineData("\n", 16)]
    [InlineData("\r\n", 16)]
    [InlineData("\n", 4096)]
    [InlineData("\r\n", 4096)]
    public void TooLarge_CountsTheRecordWithoutItsLineEnd(string lineEnd, int buffer)
    {
        const string Header = "entity,t,a,b,label";
        string fits = "pump,2,1,0" + new string('0', 39) + ",1"; // 51 bytes
        string text = string.Join(lineEnd, Header, fits, fits + "0", fits, "");
        Assert.Equal([2, 4], Reading.Of(text, buffer: buffer, maxRecord: 51).Rows.Select(row => row.Position));
        Reading.Of(text, buffer: buffer, maxRecord: 51).OnlyLetter(DeadLetterReason.TooLarge, 3);

        // The same without a line end at the end of the file.
        Assert.Empty(Reading.Of(string.Join(lineEnd, Header, fits), buffer: buffer, maxRecord: 51).Letters);
        Reading.Of(string.Join(lineEnd, Header, fits + "0"), buffer: buffer, maxRecord: 51).OnlyLetter(DeadLetterReason.TooLarge, 2);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(4096)]
    public void TooLarge_QuotedLines_CostTheFirstLineAndRightItself(int buffer)
    {
        string inside = string.Concat(Enumerable.Repeat("text inside\n", 20));
        Reading reading = Reading.Of($"{Before}\"{inside}\",2,7,8,0\n{After}", buffer: buffer, maxRecord: 100);
        Assert.Equal(["pump", "pump"], reading.Rows.Select(row => row.Entity));
        Assert.Equal((DeadLetterReason.TooLarge, 3L), (reading.Letters[0].Reason, reading.Letters[0].Position));
        Assert.Equal("\"text inside", reading.Letters[0].Raw);
        Assert.All(reading.Letters.Skip(1).SkipLast(1), letter => Assert.Equal(DeadLetterReason.ColumnCount, letter.Reason));
        Assert.Equal(Enumerable.Range(3, 21).Select(line => (long)line), reading.Letters.Select(letter => letter.Position));
    }

    [Fact]
    public void Empty_Lines_ArePassedOver()
    {
        Reading reading = Reading.Of($"{Before}\n\r\n{After}\n\n");
        Assert.Empty(reading.Letters);
        Assert.Equal([2, 5], reading.Rows.Select(row => row.Position));
        Assert.Equal(8, reading.End);
    }

    [Fact]
    public void Value_LegalExtremes_AreExact()
    {
        Reading reading = Reading.Of("entity,t,a,b,c,d,e\npump,1,1e38,-3.4028235e38,1e-400,1.401298464324817e-45,-0\n");
        Assert.Empty(reading.Letters);
        Assert.Equal([1e38f, -float.MaxValue, 0f, float.Epsilon, -0f], Assert.Single(reading.Rows).Values);
    }

    [Fact]
    public void Rules_ApplyInTheStatedOrder()
    {
        Refused("\"x\"y,,abc", DeadLetterReason.Malformed);
        Refused(",bad,abc", DeadLetterReason.ColumnCount);
        Refused(",bad,abc,,7", DeadLetterReason.Entity);
        Refused("pump,bad,abc,,7", DeadLetterReason.Time);
        Refused("pump,2,abc,,7", DeadLetterReason.Label);
        Refused("pump,2,abc,,0", DeadLetterReason.Value);
        Refused("pump,2,,,0", DeadLetterReason.NoValues);
    }

    private sealed class WidestRead(byte[] bytes, List<int> asked) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            asked.Add(count);
            return base.Read(buffer, offset, count);
        }
    }
}
