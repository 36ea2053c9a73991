using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class RecordBufferTests
{
    [Fact]
    public void Add_AnyMessages_AreReadAsTheyWere() => Prop.ForAll(
        ArbMap.Default.ArbFor<Tuple<byte[], byte[], byte[], byte[]>[]>(),
        messages =>
        {
            var buffer = new RecordBuffer("sink");
            foreach ((byte[] id, byte[] key, byte[] value, byte[] reason) in messages)
            {
                buffer.Add(new SinkRecord(id, key, value, reason));
            }

            var read = new List<byte[][]>();
            var reader = new RecordReader(buffer.Bytes.Span);
            while (reader.Read(out SinkRecord record))
            {
                read.Add([record.Id.ToArray(), record.Key.ToArray(), record.Value.ToArray(), record.Reason.ToArray()]);
            }

            Assert.Equal(messages.Length, buffer.Count);
            Assert.Equal(messages.Select(m => new[] { m.Item1, m.Item2, m.Item3, m.Item4 }), read);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    public void Read_BytesThatEndTooSoon_SaysThatTheyAreDamaged(int bytes)
    {
        var buffer = new RecordBuffer("sink");
        buffer.Add(new SinkRecord("id"u8, "key"u8, "value"u8, "reason"u8));
        byte[] cut = buffer.Bytes.Span[..bytes].ToArray();
        Assert.Throws<InvalidDataException>(() => new RecordReader(cut).Read(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    public void Read_NegativeLengths_SaysThatTheyAreDamaged(int at)
    {
        var buffer = new RecordBuffer("sink");
        buffer.Add(new SinkRecord("id"u8, "key"u8, "value"u8, "reason"u8));
        byte[] bytes = buffer.Bytes.ToArray();
        bytes[at + 3] = 0xFF;
        Assert.Throws<InvalidDataException>(() => new RecordReader(bytes).Read(out _));
    }

    [Fact]
    public void Clear_AfterAHugeMessage_LetsItsMemoryGo()
    {
        var buffer = new RecordBuffer("sink");
        buffer.Add(new SinkRecord("id"u8, [], new byte[10_000_000], []));
        buffer.Clear();
        Assert.InRange(buffer.Capacity, 1, 1 << 20);
        Assert.Equal((0, 0), (buffer.Count, buffer.Bytes.Length));
    }
}
