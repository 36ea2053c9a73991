using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class CsvReadingCostTests(ITestOutputHelper output)
{
    private const int Rows = 40_000;

    [Theory]
    [InlineData(1, "")]
    [InlineData(50, "")]
    [InlineData(50, "\"")]
    public void ReadAsync_SteadyState_AllocatesNothingPerRow(int entities, string quote)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Table(Rows, 12, entities, quote));
        var source = Reading.Source(bytes, null, new EntityDirectory(), new DeadLetterCounter(), buffer: 64 * 1024);
        var batch = new ObservationBatch(source.Schema, 1000);
        Reading.Done(source.ReadAsync(batch, 1000, CancellationToken.None)); // opens, sees every entity, rents its buffers
        int rows = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (Reading.Done(source.ReadAsync(batch, 1000, CancellationToken.None)))
        {
            rows += batch.Count;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{allocated} bytes for {rows} rows");
        Assert.Equal(Rows - 1000, rows);
        Assert.True(allocated < rows, $"{allocated} bytes allocated for {rows} rows; the rule is less than 1 byte a row");
    }

    [Fact]
    public void ReadAsync_WideTable_ReportsItsSpeed()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Table(Rows, 38, 1, ""));
        output.WriteLine($"generated, 38 channels: {Best(bytes):F0} MB/s");
        byte[] gzip = Reading.Gzip(bytes);
        output.WriteLine($"the same as gzip: {Best(gzip) * bytes.Length / gzip.Length:F0} MB/s of text");

        // Where the public back-test data lies, its largest set is measured too.
        string? data = Environment.GetEnvironmentVariable("STREAMAE_DATA");
        foreach (string file in data is null ? [] : Directory.GetFiles(Path.Combine(data, "smd"), "*.train.csv.gz").Order().Take(2))
        {
            using var memory = new MemoryStream();
            using (var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress))
            {
                stream.CopyTo(memory);
            }

            output.WriteLine($"{Path.GetFileName(file)}: {memory.Length / 1e6:F1} MB, {Best(memory.ToArray()):F0} MB/s");
        }
    }

    private static double Best(byte[] bytes)
    {
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            var letters = new DeadLetterCounter();
            var source = Reading.Source(bytes, null, new EntityDirectory(), letters, buffer: 128 * 1024);
            var batch = new ObservationBatch(source.Schema, 4096);
            long rows = 0;
            long start = Stopwatch.GetTimestamp();
            while (Reading.Done(source.ReadAsync(batch, 4096, CancellationToken.None)))
            {
                rows += batch.Count;
            }

            best = Math.Max(best, bytes.Length / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds);
            Assert.True(rows > 0 && letters.Total == 0, $"{rows} rows, {letters.Total} dead letters");
        }

        return best;
    }

    private static string Table(int rows, int channels, int entities, string quote)
    {
        var random = new Random(20260131);
        var text = new StringBuilder("entity,t");
        for (int c = 0; c < channels; c++)
        {
            text.Append(CultureInfo.InvariantCulture, $",c{c}");
        }

        text.Append(",label\n");
        for (int i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{quote}host-{i % entities}{quote},{1_700_000_000L + i * 60}");
            for (int c = 0; c < channels; c++)
            {
                text.Append(CultureInfo.InvariantCulture, $",{quote}{(c % 3 == 0 ? 0 : random.NextDouble()):0.######}{quote}");
            }

            text.Append(",0\n");
        }

        return text.ToString();
    }
}
