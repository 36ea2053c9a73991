using System.Globalization;
using System.IO.Compression;
using System.Text;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

/// <summary>Everything one pass over a text gave: rows written out as comparable lines, and dead letters.</summary>
internal sealed record Reading(IReadOnlyList<Reading.Row> Rows, IReadOnlyList<DeadLetter> Letters, long End, IReadOnlyList<long> BatchEnds)
{
    public const string FileName = "data/pumps.csv";

    public string[] Lines => [.. Rows.Select(row => row.ToString())];

    public static Reading Of(string text, FileLayout? layout = null, int buffer = 4096, int maxRecord = 1024 * 1024, int batch = 7) =>
        Of(Encoding.UTF8.GetBytes(text), layout, buffer, maxRecord, batch);

    public static Reading Of(
        byte[] bytes, FileLayout? layout = null, int buffer = 4096, int maxRecord = 1024 * 1024, int batch = 7, long seek = 0)
    {
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter(int.MaxValue);
        CsvObservationSource source = Source(bytes, layout, directory, letters, buffer, maxRecord);
        return Drain(source, directory, letters, batch, seek);
    }

    public static CsvObservationSource Source(
        byte[] bytes, FileLayout? layout, EntityDirectory directory, IDeadLetterSink letters, int buffer = 4096, int maxRecord = 1024 * 1024) =>
        new(FileName, layout ?? new FileLayout(), directory, letters, new CsvReadingOptions(buffer, maxRecord)
        {
            OpenStream = _ => new MemoryStream(bytes),
        });

    public static Reading Drain(CsvObservationSource source, EntityDirectory directory, DeadLetterCounter letters, int batchRows = 7, long seek = 0)
    {
        var rows = new List<Row>();
        var ends = new List<long>();
        var batch = new ObservationBatch(source.Schema, 4);
        if (seek > 0)
        {
            Done(source.SeekAsync(seek, CancellationToken.None));
        }

        while (Done(source.ReadAsync(batch, batchRows, CancellationToken.None)))
        {
            Assert.InRange(batch.Count, 1, batchRows);
            Assert.True(batch.Positions[^1] < batch.EndPosition, $"last position {batch.Positions[^1]}, end {batch.EndPosition}");
            for (int i = 0; i < batch.Count; i++)
            {
                rows.Add(new Row(
                    directory.KeyOf(batch.Entities[i]), batch.EventTimes[i], batch.Positions[i], batch.Labels[i], batch.ValuesOf(i).ToArray()));
            }

            ends.Add(batch.EndPosition);
        }

        Assert.Equal(0, batch.Count);
        long end = batch.EndPosition;
        Assert.False(Done(source.ReadAsync(batch, batchRows, CancellationToken.None)));
        Assert.Equal(end, batch.EndPosition);
        Done(source.DisposeAsync());
        return new Reading(rows, letters.Kept, end, ends);
    }

    public static ObservationFileException Refused(string text, FileLayout? layout = null) => Refused(Encoding.UTF8.GetBytes(text), layout);

    public static ObservationFileException Refused(byte[] bytes, FileLayout? layout = null)
    {
        ObservationFileException exception =
            Assert.Throws<ObservationFileException>(() => Source(bytes, layout, new EntityDirectory(), new DeadLetterCounter()));
        Assert.Equal(FileName, exception.File);
        Assert.StartsWith(FileName + ":", exception.Message, StringComparison.Ordinal);
        return exception;
    }

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, level))
        {
            gzip.Write(bytes);
        }

        return memory.ToArray();
    }

    /// <summary>The one dead letter, which must name its file and line.</summary>
    public DeadLetter OnlyLetter(DeadLetterReason reason, long line)
    {
        DeadLetter letter = Assert.Single(Letters);
        Assert.Equal(reason, letter.Reason);
        Assert.Equal(line, letter.Position);
        Assert.Equal(FileName, letter.Source);
        Assert.StartsWith($"Line {line}: ", letter.Detail, StringComparison.Ordinal);
        return letter;
    }

    public static void Done(ValueTask task)
    {
        Assert.True(task.IsCompleted, "the source reads on the caller's thread");
        task.GetAwaiter().GetResult();
    }

    public static bool Done(ValueTask<bool> task)
    {
        Assert.True(task.IsCompleted, "the source reads on the caller's thread");
        return task.GetAwaiter().GetResult();
    }

    internal sealed record Row(string Entity, long Time, long Position, sbyte Label, float[] Values)
    {
        /// <summary>With the bits of the values, so that NaN and −0 count.</summary>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Position}|{Entity}|{Time}|{Label}|{string.Join(' ', Values.Select(value => float.IsNaN(value) ? "-" : BitConverter.SingleToInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture)))}");
    }
}
