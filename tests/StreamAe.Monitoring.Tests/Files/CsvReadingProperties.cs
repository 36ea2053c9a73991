using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

/// <summary>What must hold for every text, good or bad.</summary>
public sealed class CsvReadingProperties
{
    private const string Header = "entity,t,a,b,label\n";

    private static readonly DeadLetterReason[] FieldReasons =
        [DeadLetterReason.Entity, DeadLetterReason.Time, DeadLetterReason.Label, DeadLetterReason.Value, DeadLetterReason.NoValues];

    private static readonly string[] Pieces =
    [
        ",", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", "\",\"", "\"\n", "p", "pump", "é", "€", "1", "0", "2.5", "-7", "1e400", "nan", "abc",
        "p,1,2,3,0\n", "p,2,2,3,1\r\n", "\"q,\"\"x\",3,\"4\",5,\n", "p,1,2,3,", "\0", "\uFEFF", " ", "p,9,,,\n", "\n\n",
    ];

    private static Gen<byte[]> Garbage =>
        from pieces in Gen.Frequency(
                (30, Gen.Elements(Pieces).Select(Encoding.UTF8.GetBytes)),
                (1, Gen.Choose(0, 255).Select(value => new[] { (byte)value })))
            .ArrayOf()
        select (byte[])[.. Encoding.UTF8.GetBytes(Header), .. pieces.SelectMany(piece => piece)];

    private static Gen<byte[]> MutatedFile =>
        from table in Table
        from edits in Gen.Choose(0, 1_000_000).Zip(Gen.Choose(0, 2).Zip(Gen.Elements((byte)'"', (byte)',', (byte)'\n', (byte)'\r', (byte)'x', (byte)0, (byte)0xFF, (byte)0xC3, (byte)'7'))).ArrayOf()
        select Mutate(table.Write(), edits);

    private static Gen<string> Key => Gen.Elements(Pieces).NonEmptyListOf()
        .Select(pieces => string.Concat(pieces.Take(6)).Replace("\0", "", StringComparison.Ordinal))
        .Where(key => key.Length > 0);

    private static Gen<float> Number => Gen.Frequency(
        (1, Gen.Constant(float.NaN)),
        (4, Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite)),
        (4, Gen.Choose(-1000, 1000).Select(i => i / 10f)));

    private static Gen<TableOf> Table =>
        from channels in Gen.Choose(1, 5)
        from keys in Key.NonEmptyListOf()
        from rows in (
            from key in Gen.Elements(keys.ToArray())
            from time in Gen.Choose(-1_000_000, int.MaxValue)
            from label in Gen.Choose(-1, 1)
            from first in Number.Where(value => !float.IsNaN(value))
            from rest in Number.ArrayOf(channels - 1)
            select (key, (long)time, (sbyte)label, (float[])[first, .. rest])).ArrayOf()
        select new TableOf(channels, rows);

    [Fact]
    public void Read_WhatTheWriterWrote_IsTheSame() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Arb.From(Table), table =>
        {
            Reading reading = Reading.Of(table.Write(), buffer: 64);
            Assert.Empty(reading.Letters);
            Assert.Equal(table.Rows.Length, reading.Rows.Count);
            for (int i = 0; i < table.Rows.Length; i++)
            {
                (string key, long time, sbyte label, float[] values) = table.Rows[i];
                var expected = new Reading.Row(key, time * EventTime.TicksPerSecond, reading.Rows[i].Position, label, values);
                Assert.Equal(expected.ToString(), reading.Lines[i]);
            }
        }));

    [Fact]
    public void Read_Garbage_AgreesWithTheNaiveReader() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Garbage), bytes => AgreesWithNaive(bytes, Header.TrimEnd().Split(','))));

    [Fact]
    public void Read_MutatedFile_AgreesWithTheNaiveReader() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Arb.From(MutatedFile), bytes => AgreesWithNaive(bytes, null)));

    [Fact]
    public void Read_AnyBytes_ThrowOnlyAtTheHeader() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Arb.From(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()), bytes =>
        {
            CsvObservationSource source;
            var letters = new DeadLetterCounter();
            try
            {
                source = Reading.Source(bytes, null, new EntityDirectory(), letters);
            }
            catch (ObservationFileException)
            {
                return;
            }

            Reading.Drain(source, new EntityDirectory(), letters);
        }));

    [Fact]
    public void Read_AnyBufferSize_GivesTheSame() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Arb.From(Gen.OneOf(Garbage, MutatedFile)), Arb.From(Gen.Choose(16, 200)), Arb.From(Gen.Elements(60, 1 << 20)), (bytes, buffer, maxRecord) =>
        {
            Reading large = Reading.Of(bytes, buffer: 1 << 16, maxRecord: maxRecord, batch: 1000);
            Reading small = Reading.Of(bytes, buffer: buffer, maxRecord: maxRecord, batch: 3);
            Assert.Equal(large.Lines, small.Lines);
            Assert.Equal(large.Letters, small.Letters);
            Assert.Equal(large.End, small.End);
        }));

    [Fact]
    public void SeekAsync_AtEveryBatchEnd_GivesTheRest() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Arb.From(Gen.OneOf(Garbage, MutatedFile)), Arb.From(Gen.Choose(1, 4)), (bytes, batch) =>
        {
            Reading all = Reading.Of(bytes, buffer: 64, maxRecord: 60, batch: batch);
            foreach (long end in all.BatchEnds)
            {
                Reading rest = Reading.Of(bytes, buffer: 64, maxRecord: 60, batch: batch, seek: end);
                Assert.Equal(all.Rows.Where(row => row.Position >= end).Select(row => row.ToString()), rest.Lines);
                Assert.Equal(all.Letters.Where(letter => letter.Position >= end), rest.Letters);
                Assert.Equal(all.End, rest.End);
            }
        }));

    [Fact]
    public void Read_QuotesThatOpenEveryLine_TakesLinearTime()
    {
        // Each line opens a quote that the next one closes. Bytes scanned are bounded by bytes asked of the stream plus what a scan repeats;
        // a quadratic reader would need 10^11 steps here and not come back.
        string line = "\"a,1,2,3,0\n";
        byte[] bytes = Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Repeat(line, 400_000)));
        Reading reading = Reading.Of(bytes, buffer: 1 << 16);
        Assert.Equal(400_000, reading.Letters.Count);
        byte[] inner = Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Repeat("a\",\"b\n", 400_000)));
        Assert.Equal(400_000, Reading.Of(inner, buffer: 1 << 16).Letters.Count);
    }

    private static void AgreesWithNaive(byte[] bytes, string[]? header)
    {
        const int MaxRecord = 60;
        List<NaiveCsv.Record> expected = NaiveCsv.Records(bytes, MaxRecord);
        int columns = header?.Length ?? expected[0].Fields!.Length;
        Reading reading = Reading.Of(bytes, buffer: 32, maxRecord: MaxRecord);
        var rows = reading.Rows.ToDictionary(row => row.Position);
        var letters = reading.Letters.ToDictionary(letter => letter.Position);
        Assert.Equal(expected.Skip(1).Select(record => record.Line), rows.Keys.Concat(letters.Keys).Order());
        Assert.Equal(rows.Keys.Order(), rows.Keys);
        Assert.Equal(letters.Keys.Order(), letters.Keys);
        foreach (NaiveCsv.Record record in expected.Skip(1))
        {
            if (record.Refused is { } refused)
            {
                Assert.Equal(refused, letters[record.Line].Reason);
            }
            else if (record.Fields is null)
            {
                Assert.Equal(DeadLetterReason.Malformed, letters[record.Line].Reason);
            }
            else if (record.Fields.Length != columns)
            {
                Assert.Equal(DeadLetterReason.ColumnCount, letters[record.Line].Reason);
            }
            else if (letters.TryGetValue(record.Line, out DeadLetter? letter))
            {
                Assert.Contains(letter.Reason, FieldReasons);
            }
            else
            {
                Reading.Row row = rows[record.Line];
                Assert.Equal(record.Fields[0], row.Entity);
                Assert.True(EventTime.TryParse(record.Fields[1], out long ticks));
                Assert.Equal(ticks, row.Time);
                Assert.Contains(row.Values, float.IsFinite);
            }
        }
    }

    private static byte[] Mutate(byte[] bytes, (int At, (int Kind, byte Value) Edit)[] edits)
    {
        int first = Array.IndexOf(bytes, (byte)'\n') + 1;
        var list = bytes.ToList();
        foreach ((int place, (int kind, byte value)) in edits)
        {
            int at = first + place % (list.Count - first + 1);
            if (kind == 0 || at == list.Count)
            {
                list.Insert(at, value);
            }
            else if (kind == 1)
            {
                list[at] = value;
            }
            else
            {
                list.RemoveAt(at);
            }
        }

        return [.. list];
    }

    internal sealed record TableOf(int Channels, (string Key, long Time, sbyte Label, float[] Values)[] Rows)
    {
        public byte[] Write()
        {
            using var stream = new MemoryStream();
            using (var writer = new CsvRowWriter(stream))
            {
                writer.Field("entity");
                writer.Field("t");
                for (int c = 0; c < Channels; c++)
                {
                    writer.Field($"c{c}");
                }

                writer.Field("label");
                writer.EndRow();
                foreach ((string key, long time, sbyte label, float[] values) in Rows)
                {
                    writer.Field(key);
                    writer.Field(time);
                    for (int c = 0; c < Channels; c++)
                    {
                        // Both widths of number: a float's own shortest text and that of its double.
                        if (c % 2 == 0)
                        {
                            writer.Field(values[c]);
                        }
                        else
                        {
                            writer.Field((double)values[c]);
                        }
                    }

                    if (label == ObservationBatch.NoLabel)
                    {
                        writer.Empty();
                    }
                    else
                    {
                        writer.Field(label);
                    }

                    writer.EndRow();
                }
            }

            return stream.ToArray();
        }
    }
}
