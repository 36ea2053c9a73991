using System.Buffers.Binary;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Tests.Wire;

/// <summary>Rows between silos: all of them arrive, in bytes that no one changes unnoticed; other bytes are refused.</summary>
public sealed class WireRowsTests
{
    private const int HeadBytes = 60;

    private static readonly RowsHead Head = new(
        new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        Number: 0x0102030405060708,
        Previous: 0x1112131415161718,
        IsPreviousDurable: true,
        Schema: 0xF1F2F3F4F5F6F7F8,
        CohortVersion: 3,
        RowsOptions.TrainsInline | RowsOptions.NeedsState);

    private static readonly Schema Mixed = new([Channel.Number("x"), Channel.Category("färbe", ["rot", "", "a\"b"])]);

    [Fact]
    public async Task Read_WrittenRows_AreTheSame()
    {
        await using SentRows sent = await SentRows.OfAsync(
            Head, Mixed, sendsChannels: true, (long.MinValue, [1.5f, float.NaN]), (7, [float.MaxValue, -0f]), (long.MaxValue, [float.Epsilon, 2]));
        WireRows received = sent.Received();
        Assert.Equal(Head, received.Head);
        Assert.Equal(3, received.Count);
        Assert.Equal(Mixed, received.Channels);
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(sent.Rows.TimeOf(row), received.TimeOf(row));
            Assert.Equal(BitsOf(sent.Rows.ValuesOf(row)), BitsOf(received.ValuesOf(row)));
        }
    }

    [Fact]
    public async Task Read_HashedCategories_AreThoseWritten()
    {
        var schema = new Schema([Channel.Number("x"), Channel.HashedCategory("laden", 16)]);
        await using SentRows sent = await SentRows.OfAsync(Head, schema, sendsChannels: true, (1, [2, 3]));
        Assert.Equal(schema, sent.Received().Channels);
    }

    [Fact]
    public async Task Read_ChannelsNotSent_HasNone()
    {
        await using SentRows sent = await SentRows.OfAsync(Head with { IsPreviousDurable = false, Options = 0 }, Mixed, sendsChannels: false, (1, [2, 3]));
        Assert.Null(sent.Received().Channels);
        Assert.Equal(sent.Rows.Head, sent.Received().Head);
    }

    /// <summary>Silos of two versions of the program meet in a rolling update: other bytes need another <see cref="WireRows.Version"/>.</summary>
    [Fact]
    public async Task Write_SmallRows_AreTheseBytes()
    {
        await using SentRows sent = await SentRows.OfAsync(Head, TestMonitors.Numbers(2), sendsChannels: true, (5, [1, 2]), (6, [-1, float.NaN]));
        Assert.Equal(
            "01090100" + "02000000" + "02000000" + "03000000" + "0F000000"
            + "F8F7F6F5F4F3F2F1" + "33221100554477668899AABBCCDDEEFF" + "0807060504030201" + "1817161514131211"
            + "0500000000000000" + "0600000000000000"
            + "0000803F" + "00000040" + "000080BF" + "0000C0FF"
            + Convert.ToHexString("""[["x0"],["x1"]]"""u8),
            Convert.ToHexString(WireRows.Write(sent.Rows)));
    }

    [Fact]
    public async Task Read_CutOffAnywhere_IsInvalid()
    {
        byte[] bytes = await WrittenAsync();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => WireRows.Read(bytes[..length]));
        }
    }

    [Fact]
    public async Task Read_OtherVersion_IsInvalidAndSaysSo()
    {
        byte[] bytes = await WrittenAsync();
        bytes[0]++;
        Assert.Contains("version", Assert.Throws<InvalidDataException>(() => WireRows.Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(-1, 1, 12)]
    [InlineData(1, -2, 0)]
    [InlineData(1, 0, -8)]
    [InlineData(int.MaxValue, 0, 0)]
    [InlineData(1, int.MaxValue, 0)]
    [InlineData(1, 0, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue, 0)]

    // Their product is −4 in 64 bits.
    [InlineData(int.MaxValue, int.MaxValue, 4)]
    [InlineData(int.MaxValue, int.MaxValue, 12)]
    public void Read_CountsThatDoNotFit_IsInvalid(int rows, int channels, int names)
    {
        foreach (int length in new[] { HeadBytes, HeadBytes + 8 })
        {
            byte[] bytes = new byte[length];
            bytes[0] = WireRows.Version;
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), rows);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), channels);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), names);
            Assert.Throws<InvalidDataException>(() => WireRows.Read(bytes));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[[]]")]
    [InlineData("[[null]]")]
    [InlineData("[[16]]")]
    [InlineData("[[\"a\",0]]")]
    [InlineData("[[\"a\",1.5]]")]
    [InlineData("[[\"a\",\"b\",16]]")]
    [InlineData("""[["x0",null]]""")]
    [InlineData("""[["x0"],["x0"]]""")]
    [InlineData("""[["x0"],["x1"]]""")]
    [InlineData("""["x0"]""")]
    [InlineData("""[["x0"]""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[[\"\\ud800\"]]")]
    public async Task Channels_ThatAreNotOfTheRows_AreInvalid(string names)
    {
        await using SentRows sent = await SentRows.OfAsync(1);
        byte[] bytes = [.. WireRows.Write(sent.Rows), .. System.Text.Encoding.UTF8.GetBytes(names)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), names.Length);
        WireRows rows = WireRows.Read(bytes);
        Assert.Throws<InvalidDataException>(() => rows.Channels);
    }

    [Fact]
    public async Task Read_RandomBytes_IsInvalidOrReadableToTheEnd()
    {
        byte[] written = await WrittenAsync();
        var random = new Random(5);
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = i % 2 == 0 ? new byte[random.Next(200)] : [.. written];
            if (i % 2 == 0)
            {
                random.NextBytes(bytes);
                bytes.AsSpan(0, Math.Min(1, bytes.Length)).Fill(WireRows.Version);
            }
            else
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                WireRows rows = WireRows.Read(bytes);
                for (int row = 0; row < rows.Count; row++)
                {
                    rows.TimeOf(row);
                    rows.ValuesOf(row);
                    rows.VerdictAt(row) = default;
                }

                read++;
                Assert.NotNull(rows.Channels);
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }
        }

        Assert.InRange(read, 1000, 19_000);
    }

    private static async Task<byte[]> WrittenAsync()
    {
        await using SentRows sent = await SentRows.OfAsync(Head, Mixed, sendsChannels: true, (1, [2, 3]), (2, [3, 4]));
        return WireRows.Write(sent.Rows);
    }

    private static int[] BitsOf(ReadOnlySpan<float> values) => [.. values.ToArray().Select(BitConverter.SingleToInt32Bits)];
}
