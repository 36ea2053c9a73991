using System.Text;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class CsvObservationSourceTests
{
    private static readonly byte[] ThreeRows = "entity,t,a\np,1,1\np,2,2\np,3,3\n"u8.ToArray();

    [Fact]
    public void ReadAsync_ManyEntities_NumbersThemInOrderOfFirstSight()
    {
        Reading reading = Reading.Of("entity,t,a\nb,1,1\nb,2,1\na,1,1\nb,3,1\nÄ,1,1\na,2,1\n");
        Assert.Equal(["b", "b", "a", "b", "Ä", "a"], reading.Rows.Select(row => row.Entity));
    }

    [Fact]
    public void ReadAsync_TwoSourcesOneDirectory_ShareTheNumbers()
    {
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter();
        foreach (string text in (string[])["entity,t,a\nx,1,1\ny,1,1\n", "entity,t,a\ny,1,1\nx,1,1\n"])
        {
            Reading.Drain(Reading.Source(Encoding.UTF8.GetBytes(text), null, directory, letters), directory, letters);
        }

        Assert.Equal(2, directory.Count);
    }

    [Fact]
    public void ReadAsync_EndPosition_IsBehindWhatWasPassedOver()
    {
        var letters = new DeadLetterCounter();
        var source = Reading.Source("entity,t,a\np,1,1\np,x,2\n\np,3,3\np,y,3\n"u8.ToArray(), null, new EntityDirectory(), letters);
        var batch = new ObservationBatch(source.Schema);
        var ends = new List<long>();
        while (Reading.Done(source.ReadAsync(batch, 1, CancellationToken.None)))
        {
            ends.Add(batch.EndPosition);
        }

        Assert.Equal([3, 6], ends);
        Assert.Equal(7, batch.EndPosition);
        Assert.Equal([3, 6], letters.Kept.Select(letter => letter.Position));
    }

    [Fact]
    public void ReadAsync_LastLineWithoutLineEnd_IsARow()
    {
        Reading reading = Reading.Of("entity,t,a\np,1,1\r\np,2,2\r");
        Assert.Equal([1f, 2f], reading.Rows.Select(row => row.Values[0]));
        Assert.Equal(4, reading.End);
    }

    [Fact]
    public void ReadAsync_Categories_AreIndicesOthersAndMissing()
    {
        var layout = new FileLayout(Channels: [Channel.Category("state", ["on", "NA", "Störung", "on"]), Channel.Number("a")]);
        Reading reading = Reading.Of(
            "entity,t,a,state\np,1,1,on\np,2,1,Störung\np,3,1,NA\np,4,1,off\np,5,1,\np,6,1,null\np,7,1,\"a long other word\"\np,8,1,ON\n", layout);
        Assert.Empty(reading.Letters);
        Assert.Equal([0f, 2f, 1f, 4f, float.NaN, float.NaN, 4f, 4f], reading.Rows.Select(row => row.Values[0]));
    }

    /// <summary>A value has the bucket of its bytes' hash, however long it is and however it is quoted; none is unknown.</summary>
    [Fact]
    public void ReadAsync_HashedCategories_AreBuckets()
    {
        var layout = new FileLayout(Channels: [Channel.HashedCategory("shop", 16), Channel.Number("a")]);
        string name = new('x', 5000);
        Reading reading = Reading.Of($"entity,t,a,shop\np,1,1,Störung\np,2,1,\"Störung\"\np,3,1,\np,4,1,NA\np,5,1,{name}\np,6,1,1\np,7,1,1.0\n", layout);
        Assert.Empty(reading.Letters);
        Assert.Equal(
            [BucketOf("Störung"), BucketOf("Störung"), float.NaN, float.NaN, BucketOf(name), BucketOf("1"), BucketOf("1.0")],
            reading.Rows.Select(row => row.Values[0]));

        static float BucketOf(string word) => StableHash.Of(Encoding.UTF8.GetBytes(word)) % 16;
    }

    [Fact]
    public void SeekAsync_ForwardAndBack_ContinuesAtTheLine()
    {
        var letters = new DeadLetterCounter();
        var source = Reading.Source(ThreeRows, null, new EntityDirectory(), letters);
        var batch = new ObservationBatch(source.Schema);
        foreach ((long position, long[] lines) in ((long, long[])[])[(4, [4]), (3, [3, 4]), (1, [2, 3, 4]), (5, []), (2, [2, 3, 4]), (3, [3, 4])])
        {
            Reading.Done(source.SeekAsync(position, CancellationToken.None));
            Assert.Equal(lines.Length > 0, Reading.Done(source.ReadAsync(batch, 10, CancellationToken.None)));
            Assert.Equal(lines, batch.Positions.ToArray());
            Assert.Equal(5, batch.EndPosition);
        }

        Assert.Equal(0, letters.Total);
    }

    [Fact]
    public void SeekAsync_BackFromTheMiddle_ReadsTheLineAgain()
    {
        var source = Reading.Source(ThreeRows, null, new EntityDirectory(), new DeadLetterCounter());
        var batch = new ObservationBatch(source.Schema);
        Assert.True(Reading.Done(source.ReadAsync(batch, 2, CancellationToken.None)));
        Reading.Done(source.SeekAsync(3, CancellationToken.None));
        Assert.True(Reading.Done(source.ReadAsync(batch, 1, CancellationToken.None)));
        Assert.Equal([3], batch.Positions.ToArray());
    }

    [Fact]
    public void SeekAsync_BehindTheEnd_SaysThatTheFileChanged()
    {
        var source = Reading.Source(ThreeRows, null, new EntityDirectory(), new DeadLetterCounter());
        var batch = new ObservationBatch(source.Schema);
        ObservationFileException exception =
            Assert.Throws<ObservationFileException>(() => Reading.Done(source.SeekAsync(6, CancellationToken.None)));
        Assert.Equal(5, exception.Line);
        Assert.Contains("line 6 was to be read next", exception.Message, StringComparison.Ordinal);

        // Nor does it start anew by itself.
        Assert.Throws<ObservationFileException>(() => Reading.Done(source.ReadAsync(batch, 1, CancellationToken.None)));
        Reading.Done(source.SeekAsync(4, CancellationToken.None));
        Assert.True(Reading.Done(source.ReadAsync(batch, 1, CancellationToken.None)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reading.Done(source.SeekAsync(0, CancellationToken.None)));
    }

    [Theory]
    [InlineData("p,3,3", 5)]
    [InlineData("p,3,3\n", 5)]
    public void SeekAsync_ToTheEnd_IsTheEndWithOrWithoutALastLineEnd(string last, long end)
    {
        byte[] bytes = [.. "entity,t,a\np,1,1\np,2,2\n"u8, .. Encoding.UTF8.GetBytes(last)];
        Reading reading = Reading.Of(bytes, seek: end);
        Assert.Empty(reading.Rows);
        Assert.Equal(end, reading.End);
    }

    [Fact]
    public void ReadAsync_Cancelled_LosesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter();

        // Cancels while the third row's buffer is read: the first rows come back, then the exception, then the rest.
        byte[] bytes = [.. ThreeRows, .. Enumerable.Repeat((byte)'9', 200), (byte)'\n', .. "p,4,4\n"u8];
        var source = new CsvObservationSource(
            Reading.FileName, new FileLayout(), directory, letters, new CsvReadingOptions(16, 64)
            {
                OpenStream = _ => new CancelAt(bytes, 40, cancellation),
            });
        var batch = new ObservationBatch(source.Schema);
        var lines = new List<long>();
        Assert.True(Reading.Done(source.ReadAsync(batch, 100, cancellation.Token)));
        lines.AddRange(batch.Positions);
        Assert.True(cancellation.IsCancellationRequested);
        Assert.Throws<OperationCanceledException>(() => Reading.Done(source.ReadAsync(batch, 100, cancellation.Token)));
        while (Reading.Done(source.ReadAsync(batch, 100, CancellationToken.None)))
        {
            lines.AddRange(batch.Positions);
        }

        Assert.Equal([2, 3, 4, 6], lines);
        Assert.Equal(DeadLetterReason.TooLarge, Assert.Single(letters.Kept).Reason);
        Assert.Equal(7, batch.EndPosition);
    }

    [Fact]
    public void SeekAsync_Cancelled_StillSeeksBeforeTheNextRead()
    {
        var source = Reading.Source([.. ThreeRows, .. "p,4,4\n"u8], null, new EntityDirectory(), new DeadLetterCounter(), buffer: 16);
        var batch = new ObservationBatch(source.Schema);
        Assert.True(Reading.Done(source.ReadAsync(batch, 1, CancellationToken.None)));
        Assert.Throws<OperationCanceledException>(() => Reading.Done(source.SeekAsync(5, new CancellationToken(true))));
        Assert.True(Reading.Done(source.ReadAsync(batch, 9, CancellationToken.None)));
        Assert.Equal([5], batch.Positions.ToArray());
    }

    [Fact]
    public void ReadAsync_FileReplacedMeanwhile_IsRefused()
    {
        byte[] bytes = ThreeRows;
        var source = new CsvObservationSource(
            Reading.FileName, new FileLayout(), new EntityDirectory(), new DeadLetterCounter(), new CsvReadingOptions { OpenStream = _ => new MemoryStream(bytes) });
        foreach ((string now, string problem) in ((string, string)[])[("entity,t,b\np,1,1\n", "replaced meanwhile"), ("entity,b\np,1\n", "no time column"), ("", "is empty")])
        {
            bytes = Encoding.UTF8.GetBytes(now);
            for (int attempt = 0; attempt < 2; attempt++)
            {
                ObservationFileException exception = Assert.Throws<ObservationFileException>(
                    () => Reading.Done(source.ReadAsync(new ObservationBatch(source.Schema), 1, CancellationToken.None)));
                Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void ReadAsync_DiskFails_UsesWholeRowsAndSaysHowMany()
    {
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter();
        var source = new CsvObservationSource(
            Reading.FileName, new FileLayout(), directory, letters, new CsvReadingOptions { OpenStream = _ => new FailAt([.. ThreeRows, .. "p,4,4"u8]) });
        Reading reading = Reading.Drain(source, directory, letters);
        Assert.Equal([2, 3, 4], reading.Rows.Select(row => row.Position));
        DeadLetter letter = reading.OnlyLetter(DeadLetterReason.Malformed, 5);
        Assert.Equal("Line 5: the file cannot be read further: the disk failed. 3 rows were read from line 2 on.", letter.Detail);
        Assert.Equal("p,4,4", letter.Raw);
        Assert.Equal(5, reading.End);
    }

    [Fact]
    public void Constructor_FileCannotBeOpened_SaysWhy()
    {
        using var folder = new TestFolder();
        Check(folder.Root, "this is a directory");
        Check(folder.At("none.csv"), "there is no such file");
        Check(folder.At("none/none.csv"), "there is no such file");
        Check("a\0b", "cannot be opened");
        Check(folder.At("x"), "no permission to read this file", _ => throw new UnauthorizedAccessException("Access denied"));
        Check(folder.At("x"), "no regular file", _ => new Unseekable());

        static void Check(string path, string problem, Func<string, Stream>? open = null)
        {
            ObservationFileException exception = Assert.Throws<ObservationFileException>(() => new CsvObservationSource(
                path, new FileLayout(), new EntityDirectory(), new DeadLetterCounter(), new CsvReadingOptions { OpenStream = open }));
            Assert.Equal(path, exception.File);
            Assert.Equal(0, exception.Line);
            Assert.Contains(problem, exception.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ReadAsync_File_IsOpenOnlyWhileItIsRead()
    {
        var files = new OpenFiles(ThreeRows);
        var batch = new ObservationBatch(new Schema([]));
        var source = new CsvObservationSource("a.csv", new FileLayout(), new EntityDirectory(), new DeadLetterCounter(), files.Options);
        Assert.Equal(0, files.Count);
        Assert.True(await source.ReadAsync(batch, 2, TestContext.Current.CancellationToken));
        Assert.Equal(1, files.Count);
        Assert.True(await source.ReadAsync(batch, 2, TestContext.Current.CancellationToken));
        Assert.False(await source.ReadAsync(batch, 2, TestContext.Current.CancellationToken));
        Assert.Equal(0, files.Count);
        await source.SeekAsync(3, TestContext.Current.CancellationToken);
        Assert.Equal(1, files.Count);
        await source.DisposeAsync();
        await source.DisposeAsync();
        Assert.Equal(0, files.Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await source.ReadAsync(batch, 2, CancellationToken.None));
        Assert.Throws<ObservationFileException>(
            () => new CsvObservationSource("a.csv", new FileLayout("x"), new EntityDirectory(), new DeadLetterCounter(), files.Options));
        Assert.Equal(0, files.Count);
    }

    [Fact]
    public void ReadAsync_RealFile_GivesItsRowsUnderItsPath()
    {
        using var folder = new TestFolder();
        string path = folder.Write("a.csv", Encoding.UTF8.GetString(ThreeRows) + "p,4,x\n");
        var directory = new EntityDirectory();
        var letters = new DeadLetterCounter();
        var source = new CsvObservationSource(path, new FileLayout(), directory, letters);
        Assert.Equal(path, source.Name);
        Assert.Equal([2, 3, 4], Reading.Drain(source, directory, letters).Rows.Select(row => row.Position));
        Assert.Equal((path, 5L), (letters.Kept[0].Source, letters.Kept[0].Position));
    }

    [Theory]
    [InlineData(15, 100)]
    [InlineData(100, 0)]
    public void Constructor_OptionsOutOfRange_AreRefused(int buffer, int maxRecord) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Reading.Source(ThreeRows, null, new EntityDirectory(), new DeadLetterCounter(), buffer, maxRecord));

    [Fact]
    public void ReadAsync_NoRowsAskedFor_IsRefused()
    {
        var source = Reading.Source(ThreeRows, null, new EntityDirectory(), new DeadLetterCounter());
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Reading.Done(source.ReadAsync(new ObservationBatch(source.Schema), 0, CancellationToken.None)));
    }

    private sealed class CancelAt(byte[] bytes, long position, CancellationTokenSource cancellation) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position >= position)
            {
                cancellation.Cancel();
            }

            return base.Read(buffer, offset, count);
        }
    }

    private sealed class FailAt(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) =>
            Position == Length ? throw new IOException("the disk failed") : base.Read(buffer, offset, count);
    }

    private sealed class Unseekable : MemoryStream
    {
        public override bool CanSeek => false;
    }
}
