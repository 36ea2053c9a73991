using System.Diagnostics;
using System.Text;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Tests.Decoding.Protobuf;
using StreamAe.Monitoring.Definitions;
using Wire = Google.Protobuf.WireFormat.WireType;

namespace StreamAe.Kafka.Tests.Decoding;

public sealed class DecodingCostTests(ITestOutputHelper output)
{
    private const int Rows = 2_000;
    private const int Entities = 200;

    [Fact]
    public void TryDecode_Json_AllocatesNothingForAKnownEntity()
    {
        FeatureDefinition[] features = [.. Decoding.Numbers([.. Enumerable.Range(0, 10).Select(i => $"sensor{i}")]), FeatureDefinition.Category("state", ["on", "off"])];
        byte[][] records = [.. Enumerable.Range(0, Rows).Select(i => Encoding.UTF8.GetBytes(
            $$"""{"pump":"pump-{{i % Entities}}","t":{{1_700_000_000 + i}},{{string.Join(",", Enumerable.Range(0, 10).Select(f => $"\"sensor{f}\":{((i * 31) + (f * 977)) % 100_000 / 1000.0}"))}},"state":"o\u006e"}"""))];
        Measure("JSON, 10 numbers and a category", new Decoding(new KafkaFormat(), features), records);
    }

    [Fact]
    public void TryDecode_JsonOfTenNumbers_ReportsItsSpeed()
    {
        byte[][] records = [.. Enumerable.Range(0, Rows).Select(i => Encoding.UTF8.GetBytes(
            $$"""{"pump":"pump-{{i % Entities}}","t":{{1_700_000_000 + i}},{{string.Join(",", Enumerable.Range(0, 10).Select(f => $"\"sensor{f}\":{((i * 31) + (f * 977)) % 100_000 / 1000.0}"))}}}"""))];
        Measure("JSON, 10 numbers", new Decoding(new KafkaFormat(), Decoding.Numbers([.. Enumerable.Range(0, 10).Select(i => $"sensor{i}")])), records);
    }

    [Fact]
    public void TryDecode_Csv_AllocatesNothingForAKnownEntity()
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(i => $"sensor{i}")];
        byte[][] records = [.. Enumerable.Range(0, Rows).Select(i => Encoding.UTF8.GetBytes(
            $"pump-{i % Entities},{1_700_000_000 + i},\"1.5\",{string.Join(",", Enumerable.Range(1, 9).Select(f => ((i * 31) + (f * 977)) % 100_000 / 1000.0))}"))];
        Measure("CSV, 10 numbers", new Decoding(new KafkaFormat { Format = RecordFormat.Csv, Columns = ["pump", "t", .. names] }, Decoding.Numbers(names)), records);
    }

    [Fact]
    public void TryDecode_Protobuf_AllocatesNothingForAKnownEntity()
    {
        using var reading = new Reading();
        byte[][] records = [.. Enumerable.Range(0, Rows).Select(i => Reading.Write(o =>
        {
            Reading.Text(o, 1, $"pump-{i % Entities}");
            o.WriteTag(2, Wire.Varint);
            o.WriteInt64(1_700_000_000 + i);
            Reading.Within(o, 5, p =>
            {
                for (int f = 0; f < 10; f++)
                {
                    p.WriteFloat(i + f);
                }
            });
            o.WriteTag(300, Wire.Varint);
            o.WriteEnum(1);
        }))];
        FeatureDefinition[] features = [.. Decoding.Numbers([.. Enumerable.Range(0, 10).Select(i => $"samples[{i}]")]), FeatureDefinition.Category("state", ["ON"])];
        Measure("protobuf, 10 packed floats and an enumeration", new Decoding(reading.Format, features), records);
    }

    private void Measure(string what, Decoding decoding, byte[][] records)
    {
        Run(decoding, records); // the entities are known, the batch has its size, the code is compiled
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(decoding, records);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        TimeSpan best = TimeSpan.MaxValue;
        for (int turn = 0; turn < 600; turn++)
        {
            long start = Stopwatch.GetTimestamp();
            Run(decoding, records);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
        }

        output.WriteLine($"{what}: {best.TotalNanoseconds / Rows:F0} ns and {(double)allocated / Rows} bytes a record of {records.Average(r => r.Length):F0} bytes");
    }

    private static void Run(Decoding decoding, byte[][] records)
    {
        decoding.Batch.Reset(decoding.Decoder.Schema);
        for (int i = 0; i < records.Length; i++)
        {
            if (!decoding.Decoder.TryDecode(new KafkaRecord([], records[i], -1, null), decoding.Batch, i, out DecodeProblem problem))
            {
                Assert.Fail(problem.Detail);
            }
        }
    }
}
